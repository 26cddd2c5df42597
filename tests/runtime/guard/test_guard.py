from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import httpx
import openai
import pytest

from runtime.provider import FakeProvider, provider
from runtime.recording import TAGS, Recording, recording
from untagged_llm import configure, guard, owner, tag
from untagged_llm.runtime.errors import UnownedRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["provider", "recording"]

ASKED: dict[str, Any] = {
    "model": "gpt-5.4-mini",
    "messages": [{"role": "user", "content": "?"}],
}


@pytest.fixture
def guarded(recording: Recording) -> Iterator[None]:
    with guard():
        yield


@pytest.fixture
def client(provider: FakeProvider) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{provider.url()}/v1", api_key="k", max_retries=1)


def test_a_client_that_nobody_edited_is_stamped_and_metered(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    with guard(), owner(**TAGS):
        client.chat.completions.create(**ASKED)
    event = recording.only
    assert provider.requests[-1].headers["x-owner-team"] == "search"
    assert (event.sdk, event.provider, event.tags) == ("openai", "openai", TAGS)
    assert event.call_site is not None
    assert event.call_site.site_id is not None


@pytest.mark.usefixtures("guarded")
def test_an_asynchronous_client_too(provider: FakeProvider, recording: Recording) -> None:
    async def run() -> None:
        url = f"{provider.url()}/v1"
        async with openai.AsyncOpenAI(base_url=url, api_key="k") as client:
            await client.chat.completions.create(**ASKED)

    asyncio.run(run())
    assert recording.only.sdk == "openai"


@pytest.mark.usefixtures("guarded")
def test_what_has_no_owner_is_refused_where_the_policy_says_so(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    configure(on_missing="raise")
    with pytest.raises(UnownedRequestError, match="has no team_id, service_name, project_id"):
        client.chat.completions.create(**ASKED)
    assert provider.requests == []


@pytest.mark.usefixtures("guarded")
def test_headers_that_the_code_sends_already_are_its_owner(
    client: openai.OpenAI, recording: Recording
) -> None:
    headers = {"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p1"}
    client.with_options(default_headers=headers).chat.completions.create(**ASKED)
    assert recording.only.tags == TAGS
    assert recording.only.owner_source == "request"


@pytest.mark.usefixtures("guarded")
def test_a_tagged_client_is_recorded_once(
    client: openai.OpenAI, provider: FakeProvider, recording: Recording
) -> None:
    tag(client, **TAGS).chat.completions.create(**ASKED)
    assert recording.only.owner_source == "client"


@pytest.mark.usefixtures("guarded")
def test_requests_to_others_are_left_alone(provider: FakeProvider, recording: Recording) -> None:
    configure(on_missing="raise")
    httpx.post(f"{provider.url()}/v1/orders", json={"model": "m"})
    assert "x-trace-id" not in provider.requests[-1].headers
    assert recording.events == []


@pytest.mark.usefixtures("guarded")
def test_plain_http_to_a_chat_endpoint_is_metered(
    provider: FakeProvider, recording: Recording
) -> None:
    httpx.post(f"{provider.url()}/v1/chat/completions", json=ASKED)
    assert recording.only.usage_source == "provider"
    assert recording.only.request_model == "gpt-5.4-mini"


def test_its_tags_hold_for_everything_beneath_the_others(
    client: openai.OpenAI, recording: Recording
) -> None:
    with guard(**TAGS), owner(team="growth"):
        client.chat.completions.create(**ASKED)
    assert recording.only.tags == {**TAGS, "team_id": "growth"}


def test_undone_it_leaves_everything_as_it_was(client: openai.OpenAI, recording: Recording) -> None:
    before = httpx.Client.send, httpx.Client.build_request
    guard()
    guard()
    assert httpx.Client.send is not before[0]
    guard().undo()
    assert (httpx.Client.send, httpx.Client.build_request) == before
    assert "build_request" not in httpx.Client.__dict__
    client.chat.completions.create(**ASKED)
    assert recording.events == []


def test_leaving_an_inner_guard_keeps_the_outer_one(
    client: openai.OpenAI, recording: Recording
) -> None:
    with guard():
        with guard():
            pass
        client.chat.completions.create(**ASKED)
    assert len(recording.events) == 1


def test_an_sdk_that_is_imported_later_is_guarded(provider: FakeProvider) -> None:
    program = f"""
        import sys
        from untagged_llm import configure, flush, guard
        events = []
        configure(sinks=[events.append], on_missing="record")
        guard(team="search")
        assert "httpx" not in sys.modules and "botocore" not in sys.modules
        import boto3, openai
        from anthropic import Anthropic
        url = {provider.url()!r}
        openai.OpenAI(base_url=url + "/v1", api_key="k").chat.completions.create(
            model="m", messages=[])
        Anthropic(base_url=url, api_key="k").messages.create(
            model="m", max_tokens=1, messages=[])
        client = boto3.client("bedrock-runtime", endpoint_url=url, region_name="eu-central-1",
            aws_access_key_id="a", aws_secret_access_key="s")
        client.converse(modelId="m", messages=[])
        flush()
        print([(event.provider, event.tags["team_id"]) for event in events])
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    expected = [(name, "search") for name in ("openai", "anthropic", "aws.bedrock")]
    assert ran.stdout.strip() == str(expected)
