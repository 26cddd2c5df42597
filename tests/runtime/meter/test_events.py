from __future__ import annotations

import asyncio
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import openai
import pytest

from runtime.provider import FakeProvider, provider
from runtime.recording import TAGS, Recording, recording
from untagged_llm import configure, limit, owner, tag
from untagged_llm.analysis import analyse_source
from untagged_llm.policy import settings_for
from untagged_llm.runtime.errors import LimitReachedError

if TYPE_CHECKING:
    from untagged_llm.runtime.event import UsageEvent

__all__ = ["provider", "recording"]

ASKED: dict[str, Any] = {
    "model": "gpt-5.4-mini",
    "messages": [{"role": "user", "content": "a secret question"}],
}


ASKS = {"include_usage": True}


def _client(provider: FakeProvider, *steps: str, **options: Any) -> openai.OpenAI:
    made = openai.OpenAI(base_url=f"{provider.url(*steps)}/v1", api_key="sk-secret", **options)
    return tag(made, **TAGS)


def test_a_stream_tells_its_usage_and_the_application_does_not_see_that_we_asked(
    provider: FakeProvider, recording: Recording
) -> None:
    chunks = list(_client(provider).chat.completions.create(**ASKED, stream=True))
    assert provider.requests[-1].body["stream_options"] == {"include_usage": True}
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)
    event = recording.only
    assert event.usage is not None
    assert event.usage.input_tokens == provider.billed.input_tokens
    assert event.streamed
    assert event.time_to_first_token_ms is not None
    assert event.latency_ms is not None
    assert event.time_to_first_token_ms <= event.latency_ms


def test_a_stream_that_asked_for_its_usage_gets_it(
    provider: FakeProvider, recording: Recording
) -> None:
    asked = {**ASKED, "stream": True, "stream_options": {"include_usage": True}}
    chunks = list(_client(provider).chat.completions.create(**asked))
    assert chunks[-1].usage is not None
    assert recording.only.usage_source == "provider"


@pytest.mark.parametrize(("version", "asked"), [("2024-06-01", None), ("2024-10-21", ASKS)])
def test_azure_is_asked_where_its_version_understands(
    provider: FakeProvider, recording: Recording, version: str, asked: dict[str, bool] | None
) -> None:
    client = openai.AzureOpenAI(azure_endpoint=provider.url(), api_key="k", api_version=version)
    list(tag(client, **TAGS).chat.completions.create(**ASKED, stream=True))
    assert provider.requests[-1].body.get("stream_options") == asked
    assert recording.only.usage_source == ("provider" if asked else "missing")


def test_azure_s_answers_over_own_data_are_not_asked(
    provider: FakeProvider, recording: Recording
) -> None:
    own = {"data_sources": [{"type": "azure_search"}]}
    list(_client(provider).chat.completions.create(**ASKED, stream=True, extra_body=own))
    assert "stream_options" not in provider.requests[-1].body
    assert recording.only.status == "success"


def test_asking_can_be_switched_off(provider: FakeProvider, recording: Recording) -> None:
    configure(ask_for_usage=False)
    list(_client(provider).chat.completions.create(**ASKED, stream=True))
    assert "stream_options" not in provider.requests[-1].body
    assert recording.only.usage_source == "missing"
    assert recording.only.status == "success"


def test_a_stream_that_is_passed_on_raw_is_heard_too(
    provider: FakeProvider, recording: Recording
) -> None:
    create = _client(provider).chat.completions.with_streaming_response.create
    with create(**ASKED, stream=True) as answer:
        passed = b"".join(answer.http_response.iter_raw())
    assert passed.endswith(b"data: [DONE]\n\n")
    assert b'"prompt_tokens"' not in passed
    assert (recording.only.status, recording.only.usage_source) == ("success", "provider")


def test_an_asynchronous_proxy_passes_on_raw_what_is_heard(
    provider: FakeProvider, recording: Recording
) -> None:
    async def run() -> list[bytes]:
        client = tag(openai.AsyncOpenAI(base_url=f"{provider.url()}/v1", api_key="k"), **TAGS)
        create = client.chat.completions.with_streaming_response.create
        async with client, create(**ASKED, stream=True) as answer:
            return [part async for part in answer.http_response.aiter_raw()]

    assert b"".join(asyncio.run(run())).endswith(b"data: [DONE]\n\n")
    assert (recording.only.status, recording.only.usage_source) == ("success", "provider")


def test_an_answer_can_be_pickled_as_ever(provider: FakeProvider, recording: Recording) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        _client(provider, "400").chat.completions.create(**ASKED, stream=True)
    again = pickle.loads(pickle.dumps(refused.value.response))
    assert type(again) is httpx.Response
    assert again.content == refused.value.response.content
    assert recording.only.status == "error"


def test_a_stream_that_is_dropped_is_cancelled(
    provider: FakeProvider, recording: Recording
) -> None:
    with _client(provider, "slow").chat.completions.create(**ASKED, stream=True) as stream:
        next(iter(stream))
    event = recording.only
    assert (event.status, event.usage_source, event.usage) == ("cancelled", "missing", None)
    assert event.response_model == "gpt-5.4-mini"


def test_a_provider_s_error_inside_a_stream_is_an_error(
    provider: FakeProvider, recording: Recording
) -> None:
    with pytest.raises(openai.APIError):
        list(_client(provider, "broken-stream").chat.completions.create(**ASKED, stream=True))
    assert recording.only.status == "error"


def test_each_attempt_is_an_event_that_knows_the_one_before(
    provider: FakeProvider, recording: Recording
) -> None:
    _client(provider, "429", "500", "ok", max_retries=2).chat.completions.create(**ASKED)
    first, second, third = recording.events
    assert [each.status for each in (first, second, third)] == ["retry", "retry", "success"]
    assert [each.attempt for each in (first, second, third)] == [1, 2, 3]
    assert (second.retry_of, third.retry_of) == (first.event_id, second.event_id)
    assert len({each.request_id for each in (first, second, third)}) == 1
    assert len({each.trace_id for each in (first, second, third)}) == 1
    ids = [request.headers["x-client-request-id"] for request in provider.requests]
    assert ids == [first.request_id, f"{first.request_id}-2", f"{first.request_id}-3"]
    assert first.cost is not None
    assert (first.cost.status, first.cost.total) == ("free", Decimal(0))


def test_the_application_s_own_repetition_is_a_retry_too(
    provider: FakeProvider, recording: Recording
) -> None:
    client = _client(provider, "500", "ok", max_retries=0)
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(**ASKED)
    client.chat.completions.create(**ASKED)
    failed, repeated = recording.events
    assert (failed.status, repeated.retry_of) == ("error", failed.event_id)


def test_another_model_after_a_failure_is_a_fallback(
    provider: FakeProvider, recording: Recording
) -> None:
    client = _client(provider, "500", "ok", max_retries=0)
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(**{**ASKED, "model": "gpt-5.4"})
    client.chat.completions.create(**ASKED)
    assert recording.events[1].fallback_from == "gpt-5.4"
    assert recording.events[1].retry_of is None


def test_a_connection_that_fails_is_an_event(recording: Recording) -> None:
    client = openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key="k", max_retries=0)
    with pytest.raises(openai.APIConnectionError):
        tag(client, **TAGS).chat.completions.create(**ASKED)
    assert (recording.only.status, recording.only.error_type) == ("error", "ConnectError")


def test_nothing_that_was_said_and_no_key_is_recorded(
    provider: FakeProvider, recording: Recording
) -> None:
    reply = _client(provider).chat.completions.create(**ASKED)
    text = repr(recording.only.as_record())
    assert "secret" not in text
    assert str(reply.choices[0].message.content) not in text


def test_an_event_knows_the_call_site_under_the_checker_s_id(
    provider: FakeProvider, recording: Recording
) -> None:
    client = openai.OpenAI(base_url=f"{provider.url()}/v1", api_key="k")
    tag(client, **TAGS)
    client.chat.completions.create(model="gpt-5.4-mini", messages=[])
    site = recording.only.call_site
    assert site is not None
    name = "test_an_event_knows_the_call_site_under_the_checker_s_id"
    assert (site.file, site.function) == (__file__, name)
    with open(__file__, encoding="utf-8") as source:  # noqa: PTH123
        found = analyse_source(__file__, source.read(), settings_for(__file__))
    here = [each for each in found.sites if each.range.line == site.line]
    assert [each.callable for each in here] == ["openai.OpenAI.chat.completions.create"]
    assert [each.site_id for each in here] == [site.site_id]


def test_a_prompt_s_name_and_version_are_kept(provider: FakeProvider, recording: Recording) -> None:
    with owner(prompt_template="answer@3"):
        _client(provider).chat.completions.create(**ASKED)
    assert (recording.only.prompt_name, recording.only.prompt_version) == ("answer", "3")


def test_a_request_above_the_ceiling_raises_an_alert(
    provider: FakeProvider, recording: Recording
) -> None:
    configure(token_ceiling=1000)
    _client(provider).chat.completions.create(**ASKED)
    (notice,) = recording.notices
    assert notice.kind == "alert"
    assert "used 1500 tokens, more than the ceiling of 1000" in notice.message
    assert notice.subject == recording.only.event_id


def test_a_limit_stops_the_request_after_the_one_that_reached_it(
    provider: FakeProvider, recording: Recording
) -> None:
    client = _client(provider)
    with limit(tokens=1500) as spent:
        client.chat.completions.create(**ASKED)
        with pytest.raises(LimitReachedError, match="1500 of 1500 tokens are spent"):
            client.chat.completions.create(**ASKED)
    client.chat.completions.create(**ASKED)
    assert spent.spent_tokens == 1500
    assert len(provider.requests) == 2


def test_a_limit_in_dollars_counts_what_the_rate_card_says(
    provider: FakeProvider, recording: Recording
) -> None:
    with limit(usd="0.001") as spent:
        _client(provider).chat.completions.create(**ASKED)
        assert spent.reached
    cost = recording.only.cost
    assert cost is not None
    assert spent.spent_usd == cost.total


@pytest.mark.parametrize(
    "wrong", [{}, {"usd": 0}, {"usd": "x"}, {"tokens": -1}, {"tokens": True}, {"tokens": "5"}]
)
def test_a_limit_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"limit\("):
        limit(**wrong)


def test_a_compressed_answer_is_read_as_the_application_reads_it(recording: Recording) -> None:
    body = b'{"id":"c","object":"chat.completion","created":1,"model":"gpt-5.4-mini","choices":[],'
    usage = b'"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}'
    event = _answered(recording, {"content-encoding": "gzip"}, _gzipped(body + usage))
    assert event.usage is not None
    assert (event.usage.input_tokens, event.usage.output_tokens) == (10, 2)
    assert event.cost is not None
    assert event.cost.total == Decimal("0.0000165")


def _gzipped(data: bytes) -> bytes:
    import gzip

    return gzip.compress(data)


def _answered(recording: Recording, headers: dict[str, str], body: bytes) -> UsageEvent:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, content=body)

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    tag(openai.OpenAI(api_key="k", http_client=http_client), **TAGS).chat.completions.create(
        **ASKED
    )
    return recording.only
