"""boto3's Bedrock client, tagged: what it sends, what it stays, what is read off its answers."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from untagged_llm import configure, flush, owner, tag
from untagged_llm.runtime.errors import TagError, UnownedRequestError

if TYPE_CHECKING:
    from runtime.provider import FakeProvider
    from untagged_llm.runtime.event import UsageEvent

pytest.importorskip("boto3")

TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}
ACCOUNT = {"aws_access_key_id": "a", "aws_secret_access_key": "s", "region_name": "eu-central-1"}
CONVERSED: dict[str, Any] = {
    "modelId": "eu.amazon.nova-lite-v1:0",
    "messages": [{"role": "user", "content": [{"text": "?"}]}],
}
INVOKED: dict[str, Any] = {"modelId": "eu.anthropic.claude-haiku-4-5-20251001-v1:0", "body": "{}"}
METADATA_HEADER = "x-amzn-bedrock-request-metadata"


def client(url: str, service: str = "bedrock-runtime") -> Any:
    return import_module("boto3").client(service, endpoint_url=url, **ACCOUNT)


def test_what_the_call_says_itself_stays_and_wins(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    given = {"team": "ads", "ticket": "T-1"}
    tagged.converse(**CONVERSED, requestMetadata=given)
    flush()
    arrived = provider.requests[0].body["requestMetadata"]
    assert arrived == {"team": "ads", "ticket": "T-1", "service_name": "qa", "project_id": "p1"}
    assert given == {"team": "ads", "ticket": "T-1"}
    assert (events[0].tags["team_id"], events[0].owner_source) == ("ads", "request")


def test_metadata_that_is_json_stays_json(provider: FakeProvider) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    tagged.invoke_model(**INVOKED, requestMetadata=json.dumps({"team_id": "ads"}))
    arrived = json.loads(provider.requests[0].headers[METADATA_HEADER])
    assert arrived == {**TAGS, "team_id": "ads"}


def test_an_sdk_without_the_parameter_sends_the_header(provider: FakeProvider) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    for name in ("InvokeModel", "InvokeModelWithResponseStream"):
        shape = tagged.meta.service_model.operation_model(name).input_shape
        shape.members.pop("requestMetadata")
    tagged.invoke_model(**INVOKED)
    assert json.loads(provider.requests[0].headers[METADATA_HEADER]) == TAGS


def test_values_are_written_in_the_alphabet_that_aws_takes(provider: FakeProvider) -> None:
    tagged = tag(client(provider.url()), **TAGS | {"team_id": "Suche & Größe"})
    tagged.converse(**CONVERSED)
    assert provider.requests[0].body["requestMetadata"]["team_id"] == "Suche _ Gr__e"


def test_the_surrounding_owner_is_sent_and_recorded(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    with owner(feature="answer"):
        tagged.converse(**CONVERSED)
    flush()
    assert provider.requests[0].body["requestMetadata"] == {**TAGS, "feature": "answer"}
    assert events[0].tags["feature"] == "answer"


def test_headers_are_added_to_a_signed_request(provider: FakeProvider) -> None:
    tag(client(provider.url()), **TAGS).converse(**CONVERSED)
    headers = provider.requests[0].headers
    assert headers["x-owner-team"] == "search"
    assert "traceparent" in headers
    assert "x-owner-team" not in headers["authorization"]


def test_a_request_that_the_policy_refuses_is_never_sent(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    configure(on_missing="raise")
    tagged = tag(client(provider.url()), team_id="search")
    with pytest.raises(UnownedRequestError, match="service_name, project_id"):
        tagged.converse(**CONVERSED)
    assert provider.requests == []


def test_tagging_again_adds_tags_and_still_records_once(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    tagged = tag(tag(client(provider.url()), **TAGS), feature="answer", team_id="ads")
    tagged.converse(**CONVERSED)
    flush()
    assert provider.requests[0].body["requestMetadata"] == {
        **TAGS,
        "team_id": "ads",
        "feature": "answer",
    }
    assert len(events) == 1


def test_another_service_is_refused_by_name(provider: FakeProvider) -> None:
    with pytest.raises(TagError, match="not of sts"):
        tag(client(provider.url(), "sts"), **TAGS)


def test_streams_and_bodies_stay_what_they_are(provider: FakeProvider) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    stream = tagged.converse_stream(**CONVERSED)["stream"]
    body = tagged.invoke_model(**INVOKED)["body"]
    assert isinstance(stream, import_module("botocore.eventstream").EventStream)
    assert isinstance(body, import_module("botocore.response").StreamingBody)
    assert (type(stream).__name__, type(body).__name__) == ("EventStream", "StreamingBody")
    stream.close()
    body.close()


def test_a_body_read_in_parts_tells_the_vendors_usage(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    body = tag(client(provider.url()), **TAGS).invoke_model(**INVOKED)["body"]
    parts = list(body.iter_chunks(64))
    flush()
    assert json.loads(b"".join(parts))["type"] == "message"
    assert events[0].usage is not None
    assert events[0].usage.cache_write_5m_input_tokens == provider.billed.cache_write_tokens


def test_a_body_that_nobody_reads_leaves_the_counts_of_its_headers(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    tag(client(provider.url()), **TAGS).invoke_model(**INVOKED)
    flush()
    assert [event.status for event in events] == ["success"]
    assert events[0].usage is not None
    assert events[0].usage.output_tokens == provider.billed.output_tokens


@pytest.mark.parametrize("model", ["eu.amazon.nova-lite-v1:0", "meta.llama3-1-8b-instruct-v1:0"])
def test_other_vendors_bodies_are_understood(
    provider: FakeProvider, events: list[UsageEvent], model: str
) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    tagged.invoke_model(modelId=model, body="{}")["body"].read()
    flush()
    assert events[0].usage is not None
    assert events[0].usage.input_tokens == provider.billed.input_tokens
    assert events[0].usage.output_tokens == provider.billed.output_tokens


def test_an_embedding_is_called_one(provider: FakeProvider, events: list[UsageEvent]) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    tagged.invoke_model(modelId="amazon.titan-embed-text-v2:0", body="{}")["body"].read()
    flush()
    assert events[0].operation == "embeddings"
    assert events[0].usage is not None
    assert (events[0].usage.input_tokens, events[0].usage.output_tokens) == (1200, 0)


def test_a_stream_left_after_its_usage_is_a_success(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    stream = tag(client(provider.url()), **TAGS).converse_stream(**CONVERSED)["stream"]
    for event in stream:
        if "metadata" in event:
            break
    stream.close()
    flush()
    assert [(event.status, event.usage_source) for event in events] == [("success", "provider")]


def test_a_stream_that_breaks_inside_is_an_error(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    tagged = tag(client(provider.url("broken-stream")), **TAGS)
    stream = tagged.converse_stream(**CONVERSED)["stream"]
    with pytest.raises(Exception, match="it broke"):
        list(stream)
    flush()
    assert [(event.status, event.error_type) for event in events] == [("error", "EventStreamError")]


def test_free_operations_leave_no_event(provider: FakeProvider, events: list[UsageEvent]) -> None:
    tagged = tag(client(provider.url()), **TAGS)
    with pytest.raises(Exception, match="404"):
        tagged.count_tokens(modelId="m", input={"converse": {"messages": []}})
    flush()
    assert events == []
