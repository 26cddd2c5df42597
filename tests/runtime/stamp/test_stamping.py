from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any

import httpx
import instructor
import openai
import pytest

from runtime.provider import FakeProvider, provider
from runtime.recording import TAGS, Recording, recording
from untagged_llm import configure, owner, tag
from untagged_llm.policy.settings import Settings
from untagged_llm.runtime.errors import TagError, UnownedRequestError
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["provider", "recording"]

ASKED: dict[str, Any] = {
    "model": "gpt-5.4-mini",
    "messages": [{"role": "user", "content": "?"}],
}


def _client(provider: FakeProvider, *steps: str, **options: Any) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{provider.url(*steps)}/v1", api_key="k", **options)


def _headers(provider: FakeProvider) -> dict[str, str]:
    found = provider.requests[-1].headers
    return {name: value for name, value in found.items() if name.startswith("x-owner-")}


OWNED = {"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p1"}


def test_a_tagged_client_is_the_same_object_and_sends_its_tags(
    provider: FakeProvider, recording: Recording
) -> None:
    client = _client(provider)
    assert tag(client, **TAGS) is client
    client.chat.completions.create(**ASKED)
    assert _headers(provider) == OWNED
    assert recording.only.tags == TAGS
    assert recording.only.owner_source == "client"


def test_derived_clients_and_raw_responses_carry_the_tags_too(
    provider: FakeProvider, recording: Recording
) -> None:
    client = tag(_client(provider), **TAGS)
    derived = client.with_options(timeout=5, default_headers={"x-other": "1"})
    raw = derived.chat.completions.with_raw_response.create(**ASKED)
    assert raw.parse().usage is not None
    assert _headers(provider) == OWNED
    with client.chat.completions.with_streaming_response.create(**ASKED) as response:
        assert b"usage" in response.read()
    assert _headers(provider) == OWNED
    assert [event.usage_source for event in recording.events] == ["provider"] * 2


def test_two_clients_over_one_http_client_keep_their_own_owners(
    provider: FakeProvider, recording: Recording
) -> None:
    with httpx.Client() as shared:
        url = f"{provider.url()}/v1"
        one = tag(openai.OpenAI(base_url=url, api_key="k", http_client=shared), team="one")
        two = tag(openai.OpenAI(base_url=url, api_key="k", http_client=shared), team="two")
        one.chat.completions.create(**ASKED)
        two.chat.completions.create(**ASKED)
        three = openai.OpenAI(base_url=url, api_key="k", http_client=shared)
        three.chat.completions.create(**ASKED)
    teams = [request.headers.get("x-owner-team") for request in provider.requests]
    assert teams == ["one", "two", None]


def test_tagging_twice_adds(provider: FakeProvider, recording: Recording) -> None:
    client = tag(tag(_client(provider), team="old", service="qa"), team="search", project="p1")
    client.chat.completions.create(**ASKED)
    assert recording.only.tags == TAGS
    assert len(provider.requests) == 1


def test_the_owner_around_beats_the_client_s_and_the_request_s_own_beats_both(
    provider: FakeProvider, recording: Recording
) -> None:
    client = tag(_client(provider), **TAGS)
    with owner(team="growth", feature="answer"):
        client.chat.completions.create(**ASKED)
        client.chat.completions.create(**ASKED, extra_headers={"x-owner-team": "call"})
    around, own = recording.events
    assert around.tags == {**TAGS, "team_id": "growth", "feature": "answer"}
    assert around.owner_source == "context"
    assert own.tags == {**TAGS, "team_id": "call", "feature": "answer"}
    assert _headers(provider)["x-owner-team"] == "call"


def test_an_asynchronous_client_is_stamped_inside_its_task(
    provider: FakeProvider, recording: Recording
) -> None:
    async def run() -> None:
        url = f"{provider.url()}/v1"
        async with tag(openai.AsyncOpenAI(base_url=url, api_key="k"), **TAGS) as client:
            with owner(feature="answer"):
                await client.chat.completions.create(**ASKED)

    asyncio.run(run())
    assert recording.only.tags == {**TAGS, "feature": "answer"}


def test_module_level_calls_are_stamped(
    provider: FakeProvider, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai, "http_client", None)
    monkeypatch.setattr(openai, "base_url", f"{provider.url()}/v1")
    monkeypatch.setattr(openai, "api_key", "k")
    monkeypatch.setattr(openai, "_client", None)
    tag(openai, **TAGS)
    openai.chat.completions.create(**ASKED)
    assert recording.only.tags == TAGS


def test_a_request_carries_ids_that_the_event_has_too(
    provider: FakeProvider, recording: Recording
) -> None:
    tag(_client(provider), **TAGS).chat.completions.create(**ASKED)
    sent, event = provider.requests[-1].headers, recording.only
    assert sent["x-client-request-id"] == event.request_id
    assert sent["x-trace-id"] == event.trace_id
    assert sent["traceparent"] == f"00-{event.trace_id}-{event.span_id}-01"


def test_ids_that_the_application_chose_stay(provider: FakeProvider, recording: Recording) -> None:
    parent = f"00-{'a' * 32}-{'b' * 16}-01"
    chosen = {"traceparent": parent, "X-Client-Request-Id": "mine"}
    tag(_client(provider), **TAGS).chat.completions.create(**ASKED, extra_headers=chosen)
    assert provider.requests[-1].headers["traceparent"] == parent
    assert recording.only.request_id == "mine"
    assert recording.only.trace_id == "a" * 32


def test_responses_carry_the_tags_as_metadata_only_where_the_policy_counts_no_headers(
    provider: FakeProvider, recording: Recording, tmp_path: Path
) -> None:
    client = tag(_client(provider), **TAGS)
    client.responses.create(model="gpt-5.4-mini", input="?", metadata={"run": "7"})
    configure(settings=Settings(root=tmp_path, accept=frozenset({"provider-log"})))
    client.responses.create(model="gpt-5.4-mini", input="?", metadata={"run": "7"})
    found = [request.body["metadata"] for request in provider.requests]
    assert found == [{"run": "7"}, {**TAGS, "run": "7"}]
    assert _headers(provider) == OWNED


def test_the_configured_carriers_are_the_only_ones(
    provider: FakeProvider, recording: Recording
) -> None:
    configure(carriers=["metadata"])
    client = tag(_client(provider), **TAGS)
    client.responses.create(model="gpt-5.4-mini", input="?")
    assert provider.requests[-1].body["metadata"] == TAGS
    assert _headers(provider) == {}


def test_an_empty_header_names_nobody_and_is_filled(
    provider: FakeProvider, recording: Recording
) -> None:
    client = tag(_client(provider), **TAGS)
    client.chat.completions.create(**ASKED, extra_headers={"X-Owner-Team": ""})
    assert _headers(provider) == OWNED


def test_the_owner_in_a_request_s_own_metadata_is_the_nearest_one(
    provider: FakeProvider, recording: Recording
) -> None:
    client = tag(_client(provider), **TAGS)
    with owner(team="growth"):
        client.responses.create(model="gpt-5.4-mini", input="?", metadata={"team_id": "rank"})
    assert _headers(provider)["x-owner-team"] == "rank"
    assert recording.only.tags == {**TAGS, "team_id": "rank"}


def test_chat_completions_never_get_metadata_that_openai_refuses(
    provider: FakeProvider, recording: Recording
) -> None:
    tag(_client(provider), **TAGS).chat.completions.create(**ASKED)
    assert "metadata" not in provider.requests[-1].body


def test_the_gateway_of_the_policy_decides_the_spelling(
    provider: FakeProvider, recording: Recording, tmp_path: Path
) -> None:
    configure(settings=Settings(root=tmp_path, gateway="litellm"))
    tag(_client(provider), **TAGS).chat.completions.create(**ASKED)
    sent = provider.requests[-1].headers["x-litellm-tags"]
    assert sent == "team_id:search,service_name:qa,project_id:p1"


def test_values_are_made_fit_for_headers_and_kept_as_they_are_on_the_event(
    provider: FakeProvider, recording: Recording
) -> None:
    with owner(tenant_id="Zoë & Co\r\nx-evil: 1"):
        tag(_client(provider), **TAGS).chat.completions.create(**ASKED)
    assert _headers(provider)["x-owner-tenant-id"] == "Zo%C3%AB & Co x-evil: 1"
    assert "x-evil" not in provider.requests[-1].headers
    assert recording.only.tags["tenant_id"] == "Zoë & Co\r\nx-evil: 1"


def test_the_process_fills_what_the_code_leaves_open(
    provider: FakeProvider, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNTAGGED_LLM_TEAM_ID", "platform")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "qa")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=prod,x=1")
    terms.cache_clear()
    tag(_client(provider), project="p1").chat.completions.create(**ASKED)
    assert recording.only.tags == {
        "team_id": "platform",
        "service_name": "qa",
        "environment": "prod",
        "project_id": "p1",
    }


def test_raise_refuses_before_a_byte_is_sent_and_names_the_keys_and_the_place(
    provider: FakeProvider, recording: Recording
) -> None:
    configure(on_missing="raise")
    client = tag(_client(provider, max_retries=2), team="search")
    with pytest.raises(UnownedRequestError) as refused:
        client.chat.completions.create(**ASKED)
    message = str(refused.value)
    assert "it has no service_name, project_id" in message
    assert "test_stamping.py:" in message
    assert provider.requests == []
    assert [notice.kind for notice in recording.notices] == ["refused"]


def test_an_owner_in_the_request_s_own_metadata_is_an_owner(
    provider: FakeProvider, recording: Recording
) -> None:
    configure(on_missing="raise")
    client = tag(_client(provider))
    client.responses.create(model="gpt-5.4-mini", input="?", metadata=dict(TAGS))
    assert recording.only.tags == TAGS
    assert recording.only.owner_source == "request"


def test_a_value_that_the_policy_does_not_allow_is_refused_with_the_nearest(
    provider: FakeProvider, recording: Recording, tmp_path: Path
) -> None:
    settings = Settings(root=tmp_path, values={"team_id": ("search", "growth")})
    configure(settings=settings, on_missing="raise")
    client = tag(_client(provider), **{**TAGS, "team_id": "serch"})
    with pytest.raises(UnownedRequestError, match="may not be 'serch'; did you mean 'search'"):
        client.chat.completions.create(**ASKED)


def test_warn_warns_once_for_each_call_site(
    provider: FakeProvider, recording: Recording, caplog: pytest.LogCaptureFixture
) -> None:
    configure(on_missing="warn")
    client = tag(_client(provider), team="search")
    for _ in range(3):
        client.chat.completions.create(**ASKED)
    warned = [each.getMessage() for each in caplog.records if each.name == "untagged_llm"]
    assert len(warned) == 1
    assert "it has no service_name, project_id" in warned[0]


def test_requests_that_cost_nothing_are_never_refused_or_recorded(
    provider: FakeProvider, recording: Recording
) -> None:
    configure(on_missing="raise")
    client = tag(_client(provider, max_retries=0))
    with pytest.raises(openai.APIStatusError):  # the fake provider has no list of models
        client.models.list()
    assert recording.events == []


def test_what_is_no_client_is_named() -> None:
    with pytest.raises(TypeError, match=r"found no HTTP client in a builtins\.object"):
        tag(object(), team="search")


def test_an_unknown_tag_is_named() -> None:
    with pytest.raises(TagError, match="did you mean 'team_id'"):
        tag(openai.OpenAI(api_key="k"), teamid_="search", tem_id="x")


def test_metadata_that_is_full_keeps_its_pairs_and_takes_the_required_tags_first(
    provider: FakeProvider, recording: Recording
) -> None:
    configure(carriers=["headers", "metadata"])
    client = tag(_client(provider), **TAGS)
    own = {f"k{number}": "v" for number in range(13)}
    with owner(feature="answer", tenant_id="acme"):
        client.responses.create(model="gpt-5.4-mini", input="?", metadata=own)
    assert provider.requests[-1].body["metadata"] == {**TAGS, **own}
    assert recording.only.tags == {**TAGS, "feature": "answer", "tenant_id": "acme"}


def test_a_derived_client_that_is_thrown_away_leaves_the_connections_of_its_base_alone(
    provider: FakeProvider, recording: Recording
) -> None:
    base = _client(provider, "slow")
    stream = base.chat.completions.create(**ASKED, stream=True)
    first = next(stream)
    derived = tag(base.with_options(timeout=5), **TAGS)
    derived.chat.completions.create(**ASKED)
    del derived
    gc.collect()
    assert len([first, *stream]) > 2
    assert len(recording.events) == 1


def test_tagging_again_and_again_keeps_nothing_of_before(
    provider: FakeProvider, recording: Recording
) -> None:
    client = tag(_client(provider), **TAGS)
    tag(client, tenant_id="1")
    before = weakref.ref(client._client)
    tag(client, tenant_id="2")
    gc.collect()
    assert before() is None
    client.chat.completions.create(**ASKED)
    assert provider.requests[-1].headers["x-owner-tenant-id"] == "2"
    assert recording.only.tags == {**TAGS, "tenant_id": "2"}


def test_a_framework_s_client_is_metered_as_the_provider_s_client_inside(
    provider: FakeProvider, recording: Recording
) -> None:
    wrapped = tag(instructor.from_openai(_client(provider)), **TAGS)
    wrapped.chat.completions.create(**ASKED, response_model=None)
    event = recording.only
    assert (event.sdk, event.provider, event.tags) == ("instructor", "openai", TAGS)
    assert event.cost is not None
    assert event.cost.status == "priced"
