from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lsp_client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNOWNED = """from openai import OpenAI

client = OpenAI()


def ask(question: str) -> object:
    return client.chat.completions.create(model="gpt-5.4-mini", messages=[], stream=True)
"""
MAP = '[owners]\n"**" = { team_id = "search", service_name = "qa", project_id = "p1" }\n'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    (tmp_path / "untagged-llm.toml").write_text(MAP, "utf-8")
    client = Client(tmp_path)
    yield client
    assert client.close() == 0


def applied(text: str, action: dict[str, Any]) -> str:
    """The text after an action, whose edits replace whole lines."""
    rows = text.splitlines(keepends=True)
    ((_, edits),) = action["edit"]["changes"].items()
    for edit in reversed(edits):
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert (start["character"], end["character"]) == (0, 0)
        rows[start["line"] : end["line"]] = [edit["newText"]]
    return "".join(rows)


def test_a_fix_is_offered_where_the_finding_is(client: Client) -> None:
    client.open("app.py", UNOWNED)

    (action,) = client.code_actions("app.py", 2)

    assert action["title"].startswith("Add team_id 'search', service_name 'qa'")
    assert (action["kind"], action["isPreferred"]) == ("quickfix", True)
    assert [each["code"] for each in action["diagnostics"]] == ["ULM101"]


def test_what_is_offered_mends_the_finding(client: Client) -> None:
    client.open("app.py", UNOWNED)
    (action,) = client.code_actions("app.py", 2)

    left = client.change("app.py", applied(UNOWNED, action))

    assert [each["code"] for each in left] == ["ULM301"]


def test_an_unsafe_fix_says_so_and_is_not_preferred(client: Client) -> None:
    client.open("app.py", UNOWNED)

    (action,) = client.code_actions("app.py", 6)

    assert action["title"].endswith("(unsafe)")
    assert action["isPreferred"] is False


def test_each_of_several_owners_is_offered(tmp_path: Path, client: Client) -> None:
    (tmp_path / "untagged-llm.toml").write_text(MAP.replace('team_id = "search", ', ""), "utf-8")
    (tmp_path / "CODEOWNERS").write_text("* @acme/search @acme/growth\n", "utf-8")
    client.open("app.py", UNOWNED)

    search, growth = client.code_actions("app.py", 2)

    assert search["title"].startswith("Add team_id 'search'")
    assert growth["title"].startswith("Add team_id 'growth'")
    assert not search["isPreferred"]
    assert growth["title"].endswith("(unsafe)")
    assert '"x-owner-team": "growth"' in applied(UNOWNED, growth)


def test_everything_safe_is_fixed_when_the_editor_saves(client: Client) -> None:
    client.open("app.py", UNOWNED + "other = OpenAI(timeout=3)\n")

    (action,) = client.code_actions("app.py", 0, only=("source.fixAll",))

    fixed = applied(UNOWNED + "other = OpenAI(timeout=3)\n", action)
    assert fixed.count('"x-owner-team": "search"') == 2
    assert "include_usage" not in fixed


def test_nothing_is_offered_where_nothing_is_found(client: Client) -> None:
    client.open("app.py", UNOWNED)

    assert client.code_actions("app.py", 0) == []
    assert client.code_actions("app.py", 2, only=("refactor",)) == []
