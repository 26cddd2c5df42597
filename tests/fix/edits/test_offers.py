from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from untagged_llm.fix.inference.answer import Answer, Value
from untagged_llm.fix.offer import Wishes

from .fixing import VALUES, answers, fixed

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.fix.inference.answer import Confidence

CLIENT = "from openai import OpenAI\n\nclient = OpenAI()\n"
GOOGLE = """from google import genai

client = genai.Client(vertexai=True, project="p", location="eu")


def ask(model):
    return client.models.generate_content(model=model, contents="Hello")
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def known(key: str, *values: str, confidence: Confidence = "certain") -> dict[str, Answer]:
    """The usual answers, but for one key."""
    found = tuple(
        Value(key, value, f"CODEOWNERS:{n}", confidence) for n, value in enumerate(values)
    )
    return {**answers(), key: Answer(key, found, hint=f"name the {key} in owners.toml")}


def test_certain_values_in_a_plain_call_are_safe() -> None:
    (offer,) = fixed(CLIENT).offers
    assert (offer.applicability, offer.why) == ("safe", "")
    assert [value.value for value in offer.values] == list(VALUES.values())


def test_a_likely_value_is_unsafe_and_says_where_it_is_from() -> None:
    (offer,) = fixed(CLIENT, known=known("team_id", "growth", confidence="likely")).offers
    assert offer.applicability == "unsafe"
    assert offer.why == "team_id is only likely to be 'growth' (CODEOWNERS:0)"


def test_several_values_are_choices_and_nothing_is_written() -> None:
    result = fixed(CLIENT, known=known("team_id", "growth", "search"))
    (left,) = result.lefts
    assert result.text == CLIENT
    assert [value.value for value in left.choices] == ["growth", "search"]
    assert left.reason == (
        "team_id is 'growth' (CODEOWNERS:0) or 'search' (CODEOWNERS:1): "
        "choose with --interactive or --set team_id=..."
    )


def test_no_value_is_left_with_the_hint_what_would_answer() -> None:
    result = fixed(CLIENT, known=known("project_id"))
    assert [left.reason for left in result.lefts] == ["name the project_id in owners.toml"]
    assert result.text == CLIENT


def test_an_owner_around_a_call_is_offered_only_where_it_reaches() -> None:
    text = "import nlpcloud\n\nclient = nlpcloud.Client('m', 'k')\nclient.generation('Hello')\n"
    result = fixed(text, wishes=Wishes(style="context"))
    assert result.text == text
    assert result.offers == ()
    assert {left.reason for left in result.lefts} == {
        "client.generation() sends in a way that with owner(...) does not reach"
    }


def test_what_is_unowned_on_purpose_is_left_alone() -> None:
    hint = "left without an owner on purpose: owners.toml:3"
    purpose = {**answers(), "team_id": Answer("team_id", (), hint, unowned=True)}
    (left,) = fixed(CLIENT, known=purpose).lefts
    assert left.reason == hint


def test_a_key_that_was_never_asked_for_is_left() -> None:
    (left,) = fixed(CLIENT, known={"team_id": answers()["team_id"]}).lefts
    assert left.reason == "service_name is not known: give --set service_name=..."


def test_optional_keys_with_an_answer_are_written_too() -> None:
    more = answers({**VALUES, "feature": "search box"})
    assert '"x-owner-feature": "search box"' in fixed(CLIENT, known=more).text


def test_a_value_may_come_from_the_environment() -> None:
    value = Value("service_name", "qa", "compose.yaml:7", "certain", env="OTEL_SERVICE_NAME")
    result = fixed(CLIENT, known={**answers(), "service_name": Answer("service_name", (value,))})
    assert 'os.environ.get("OTEL_SERVICE_NAME", "qa")' in result.text
    assert result.text.startswith("import os\n\nfrom openai import OpenAI\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Search & Ads", "search-ads"),
        ("Équipe", "equipe"),
        ("ads_2", "ads_2"),
        ("x" * 70, "x" * 63),
    ],
)
def test_labels_are_slugged_to_what_google_takes(value: str, written: str) -> None:
    result = fixed(GOOGLE, wishes=Wishes(at="call"), known=known("team_id", value))
    assert f'"team_id": "{written}"' in result.text
    (offer,) = result.offers
    assert offer.applicability == ("safe" if value == written else "unsafe")


def test_headers_get_ascii_only() -> None:
    result = fixed(CLIENT, known=known("team_id", "Équipe\nA"))
    assert '"x-owner-team": "Equipe A"' in result.text
    assert result.offers[0].applicability == "unsafe"


def test_a_value_that_no_header_can_hold_is_left() -> None:
    (left,) = fixed(CLIENT, known=known("team_id", "検索")).lefts
    assert left.reason == "'検索' has no character that a header may have"


def test_a_mapping_that_is_full_is_not_added_to() -> None:
    pairs = ", ".join(f'"k{number}": "v"' for number in range(15))
    text = f"""import boto3

client = boto3.client("bedrock-runtime")
client.converse(modelId="m", messages=[], requestMetadata={{{pairs}}})
"""
    result = fixed(text)
    assert "requestMetadata={" in result.text
    assert "with owner(" in result.text


def test_what_needs_the_runtime_is_unsafe() -> None:
    (offer,) = fixed(CLIENT, wishes=Wishes(style="runtime")).offers
    assert (offer.applicability, offer.why) == (
        "unsafe",
        "the code then needs untagged-llm at run time",
    )


def test_deciding_imports_no_libcst() -> None:
    program = "import sys, untagged_llm.fix.offers; print('libcst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
