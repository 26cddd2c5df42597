"""litellm, tagged: whose its requests are, and how it is given back."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from untagged_llm import configure, flush, tag
from untagged_llm.runtime.errors import UnownedRequestError

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
litellm: Any = pytest.importorskip("litellm")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.provider import FakeProvider, Request
    from untagged_llm.runtime.event import UsageEvent

CALLBACKS = (
    "callbacks",
    "input_callback",
    "success_callback",
    "failure_callback",
    "_async_success_callback",
    "_async_failure_callback",
)
TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


@pytest.fixture(autouse=True)
def untagged() -> Iterator[None]:
    from untagged_llm.runtime.adapters.litellm import untag

    untag()
    yield
    untag()


def ask(url: str, model: str = "openai/gpt-5.4-mini", **options: Any) -> Any:
    base = f"{url}/v1" if model.startswith("openai") else url
    messages = [{"role": "user", "content": "?"}]
    return litellm.completion(model, messages, api_base=base, api_key="k", **options)


def team(request: Request) -> str | None:
    return request.headers.get("x-owner-team")


def test_the_modules_tags_are_on_every_providers_requests(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    assert tag(litellm, **TAGS) is litellm
    ask(provider.url())
    ask(provider.url(), "anthropic/claude-haiku-4-5")
    flush()
    assert [team(request) for request in provider.requests] == ["search", "search"]
    assert [event.provider for event in events] == ["openai", "anthropic"]
    assert [event.sdk for event in events] == ["litellm", "litellm"]


@pytest.mark.parametrize("stream", [False, True])
def test_azures_clients_are_metered_too(
    provider: FakeProvider, events: list[UsageEvent], stream: bool
) -> None:
    tag(litellm, **TAGS)
    answer = ask(provider.url(), "azure/gpt-5.4-mini", api_version="2024-10-21", stream=stream)
    assert not stream or list(answer)
    flush()
    assert team(provider.requests[0]) == "search"
    assert [(event.provider, event.status) for event in events] == [("azure.ai.openai", "success")]


def test_metadata_of_a_call_is_its_owner(provider: FakeProvider, events: list[UsageEvent]) -> None:
    tag(litellm, **TAGS)
    ask(provider.url(), metadata={"team": "ads", "feature": "titles", "trace_name": "t"})
    ask(provider.url())
    flush()
    assert [team(request) for request in provider.requests] == ["ads", "search"]
    assert [event.tags.get("feature") for event in events] == ["titles", None]


def test_headers_of_a_call_are_its_owner(provider: FakeProvider, events: list[UsageEvent]) -> None:
    tag(litellm, **TAGS)
    ask(provider.url(), extra_headers={"x-owner-team": "ads"})
    flush()
    assert (team(provider.requests[0]), events[0].tags["team_id"]) == ("ads", "ads")


def test_a_refusal_reaches_the_application_as_it_is(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    configure(on_missing="raise")
    tag(litellm, team_id="search")
    with pytest.raises(UnownedRequestError, match=r"litellm.completion\(\)"):
        ask(provider.url(), num_retries=2)
    assert provider.requests == []


def test_a_router_is_owned_with_the_module(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    deployment = {
        "model": "openai/gpt-5.4-mini",
        "api_base": f"{provider.url()}/v1",
        "api_key": "k",
    }
    router = litellm.Router([{"model_name": "small", "litellm_params": deployment}])
    assert tag(router, **TAGS) is router
    router.completion("small", [{"role": "user", "content": "?"}])
    flush()
    assert team(provider.requests[0]) == "search"
    assert [event.request_model for event in events] == ["gpt-5.4-mini"]


def test_clients_that_litellm_had_before_are_metered_too(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    url = provider.url()
    ask(url)
    ask(url, "anthropic/claude-haiku-4-5")
    tag(litellm, **TAGS)
    ask(url)
    ask(url, "anthropic/claude-haiku-4-5")
    flush()
    assert [team(request) for request in provider.requests] == [None, None, "search", "search"]
    assert len(events) == 2


def test_what_was_imported_by_name_before_carries_the_modules_tags(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    completion = litellm.completion
    tag(litellm, **TAGS)
    completion(
        model="openai/gpt-5.4-mini",
        messages=[{"role": "user", "content": "?"}],
        api_base=f"{provider.url()}/v1",
        api_key="k",
    )
    flush()
    assert team(provider.requests[0]) == "search"
    assert len(events) == 1


def test_untagged_it_is_as_it_was(provider: FakeProvider, events: list[UsageEvent]) -> None:
    from untagged_llm.runtime.adapters.litellm import untag

    before = litellm.completion
    tag(litellm, **TAGS)
    untag()
    ask(provider.url())
    flush()
    assert litellm.completion is before
    assert (team(provider.requests[0]), events) == (None, [])


@pytest.fixture
def callback() -> Iterator[None]:
    from untagged_llm.runtime.adapters.litellm_callback import OwnerLogger

    # With the first call litellm copies its callbacks into lists by event, where they would stay.
    before = {name: list(getattr(litellm, name)) for name in CALLBACKS}
    litellm.callbacks.append(OwnerLogger(**TAGS))
    yield
    for name, kept in before.items():
        setattr(litellm, name, kept)


def recorded(events: list[UsageEvent], count: int) -> list[UsageEvent]:
    """litellm tells its callbacks from a thread of its own, some time after the call."""
    for _ in range(200):
        flush()
        if len(events) >= count:
            break
        time.sleep(0.02)
    return events


@pytest.mark.usefixtures("callback")
@pytest.mark.parametrize("model", ["openai/gpt-5.4-mini", "anthropic/claude-haiku-4-5"])
def test_the_callback_records_what_nothing_else_meters(
    provider: FakeProvider, events: list[UsageEvent], model: str
) -> None:
    ask(provider.url(), model, metadata={"feature": "titles"})
    (event,) = recorded(events, 1)
    assert dict(event.tags) == {**TAGS, "feature": "titles"}
    assert (event.status, event.usage_source) == ("success", "gateway")
    assert event.usage is not None
    assert event.usage.input_tokens == provider.billed.input_tokens
    assert event.usage.output_tokens == provider.billed.output_tokens
    assert event.cost is not None
    assert event.cost.status == "priced"


@pytest.mark.usefixtures("callback")
def test_the_callback_records_failures(provider: FakeProvider, events: list[UsageEvent]) -> None:
    with pytest.raises(litellm.InternalServerError):
        ask(provider.url("500"), max_retries=0)
    (event,) = recorded(events, 1)
    assert (event.status, event.http_status, event.usage_source) == ("error", 500, "missing")


@pytest.mark.usefixtures("callback")
def test_a_stream_of_unknown_usage_is_not_free(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    list(ask(provider.url(), stream=True))
    (event,) = recorded(events, 1)
    assert (event.status, event.usage_source, event.usage) == ("success", "missing", None)
    assert event.cost is not None
    assert event.cost.status == "unpriced"


@pytest.mark.usefixtures("callback")
def test_the_callback_keeps_silent_where_litellm_is_tagged(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    tag(litellm, **TAGS)
    ask(provider.url())
    ask(provider.url())
    assert [event.usage_source for event in recorded(events, 3)] == ["provider", "provider"]
