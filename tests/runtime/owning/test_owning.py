"""What `owner(...)` does to a process, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import httpx
import openai
import pytest

from runtime.provider import FakeProvider, provider
from runtime.recording import TAGS, Recording, recording
from untagged_llm import configure, guard, limit, owner, tag
from untagged_llm.runtime.errors import LimitReachedError, UnownedRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["provider", "recording"]

ASKED: dict[str, Any] = {
    "model": "gpt-5.4-mini",
    "messages": [{"role": "user", "content": "?"}],
}


@pytest.fixture
def client(provider: FakeProvider) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{provider.url()}/v1", api_key="k", max_retries=0)


def teams(provider: FakeProvider) -> list[str | None]:
    return [request.headers.get("x-owner-team") for request in provider.requests]


@pytest.mark.usefixtures("recording")
def test_nothing_is_patched_before_an_owner_is_entered() -> None:
    owner(**TAGS)
    assert "build_request" not in httpx.Client.__dict__
    with owner(**TAGS):
        assert "build_request" in httpx.Client.__dict__


@pytest.mark.usefixtures("recording")
def test_a_decorated_function_and_generator_too(
    client: openai.OpenAI, provider: FakeProvider
) -> None:
    @owner(**TAGS)
    def answer() -> None:
        client.chat.completions.create(**ASKED)

    @owner(**TAGS)
    def answers() -> Iterator[int]:
        client.chat.completions.create(**ASKED)
        yield 1

    answer()
    client.chat.completions.create(**ASKED)
    for _ in answers():
        client.chat.completions.create(**ASKED)
    assert teams(provider) == ["search", None, "search", None]


def test_a_tagged_client_is_stamped_and_recorded_once(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    with owner(team="growth"):
        tag(client, **TAGS).chat.completions.create(**ASKED)
    assert teams(provider) == ["growth"]
    assert recording.only.tags == {**TAGS, "team_id": "growth"}


def test_a_request_outside_is_never_refused(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    configure(on_missing="raise")
    with owner(**TAGS):
        client.chat.completions.create(**ASKED)
    client.chat.completions.create(**ASKED)
    assert teams(provider) == ["search", None]
    assert len(recording.events) == 1


def test_a_request_inside_is_held_to_the_policy(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    configure(on_missing="raise")
    with owner(feature="answer"), pytest.raises(UnownedRequestError, match="has no team_id"):
        client.chat.completions.create(**ASKED)
    with owner(**TAGS), limit(tokens=1):
        client.chat.completions.create(**ASKED)
        with pytest.raises(LimitReachedError):
            client.chat.completions.create(**ASKED)
    assert teams(provider) == ["search"]


def test_an_owner_without_tags_changes_nothing(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    with owner():
        client.chat.completions.create(**ASKED)
    assert (teams(provider), recording.events) == ([None], [])


def test_a_process_may_say_that_it_must_not_be_patched(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    configure(owner_patches=False)
    with owner(**TAGS):
        assert "build_request" not in httpx.Client.__dict__
        client.chat.completions.create(**ASKED)
        tag(client).chat.completions.create(**ASKED)
    assert teams(provider) == [None, "search"]
    assert len(recording.events) == 1


def test_that_holds_for_what_was_patched_before_too(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    with owner(**TAGS):
        client.chat.completions.create(**ASKED)
    configure(owner_patches=False)
    with owner(**TAGS):
        client.chat.completions.create(**ASKED)
    assert teams(provider) == ["search", None]
    assert "build_request" not in httpx.Client.__dict__


def test_a_guard_is_stronger_and_leaves_the_owners_when_it_goes(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    with owner(team="growth"):
        client.chat.completions.create(**ASKED)
    with guard(**TAGS):
        client.chat.completions.create(**ASKED)
        with owner(team="growth"):
            client.chat.completions.create(**ASKED)
    client.chat.completions.create(**ASKED)
    with owner(team="growth"):
        client.chat.completions.create(**ASKED)
    assert teams(provider) == ["growth", "search", "growth", None, "growth"]
    assert len(recording.events) == 4


def test_requests_to_others_are_left_alone(provider: FakeProvider, recording: Recording) -> None:
    with owner(**TAGS):
        httpx.post(f"{provider.url()}/v1/orders", json={"model": "m"})
    assert (teams(provider), recording.events) == ([None], [])


def test_a_framework_that_puts_its_own_name_in_the_place_of_the_sdks_is_known(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    framework = client.with_options(default_headers={"user-agent": "a-framework/1.0"})
    with owner(**TAGS):
        framework.responses.create(model="gpt-5.4-mini", input="?")
    assert teams(provider) == ["search"]
    assert recording.only.sdk == "openai"


@pytest.mark.parametrize("patches", ["1", "0"])
def test_an_sdk_that_is_imported_later_is_owned_unless_a_variable_says_no(
    provider: FakeProvider, patches: str
) -> None:
    program = f"""
        import sys
        from untagged_llm import configure, flush, owner
        events = []
        configure(sinks=[events.append], on_missing="record")
        with owner(team="search"):
            assert "httpx" not in sys.modules and "botocore" not in sys.modules
            import boto3, openai
            from anthropic import Anthropic
            url = {provider.url()!r}
            openai.OpenAI(base_url=url + "/v1", api_key="k").chat.completions.create(
                model="m", messages=[])
            Anthropic(base_url=url, api_key="k").messages.create(
                model="m", max_tokens=1, messages=[])
            client = boto3.client("bedrock-runtime", endpoint_url=url,
                region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="s")
            client.converse(modelId="m", messages=[])
        client.converse(modelId="m", messages=[])
        flush()
        print([(event.provider, event.tags["team_id"]) for event in events])
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        env={"UNTAGGED_LLM_OWNER_PATCHES": patches},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    expected = [(name, "search") for name in ("openai", "anthropic", "aws.bedrock")]
    assert ran.stdout.strip() == str(expected if patches == "1" else [])
