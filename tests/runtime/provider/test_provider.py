"""The fake provider answers the real SDKs as the providers do."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.provider import FakeProvider, provider

from .wire.answer import TEXT

__all__ = ["provider"]

WORDS = "".join(TEXT)
ASKED = [{"role": "user", "content": "?"}]


def test_openai_chat_and_its_stream(provider: FakeProvider) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=f"{provider.url()}/v1", api_key="k")
    whole = client.chat.completions.create(model="gpt-5.4-mini", messages=ASKED)
    chunks = list(client.chat.completions.create(model="m", messages=ASKED, stream=True))
    asked = {"include_usage": True}
    told = list(
        client.chat.completions.create(model="m", messages=ASKED, stream=True, stream_options=asked)
    )
    assert whole.choices[0].message.content == WORDS
    assert whole.usage.prompt_tokens == provider.billed.input_tokens
    assert whole._request_id == provider.requests[0].request_id
    assert all(chunk.usage is None for chunk in chunks)
    assert told[-1].usage.completion_tokens == provider.billed.output_tokens
    assert [request.billed is None for request in provider.requests] == [False, True, False]


def test_openai_responses_and_their_stream(provider: FakeProvider) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=f"{provider.url()}/v1", api_key="k")
    whole = client.responses.create(model="gpt-5.4-mini", input="?")
    events = list(client.responses.create(model="gpt-5.4-mini", input="?", stream=True))
    assert whole.output_text == WORDS
    assert events[-1].response.usage.input_tokens == provider.billed.input_tokens
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == WORDS


def test_openai_embeddings_and_images(provider: FakeProvider) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=f"{provider.url()}/v1", api_key="k")
    vectors = client.embeddings.create(model="text-embedding-3-small", input=["a", "b"])
    image = client.images.generate(model="gpt-image-1", prompt="?")
    assert [len(row.embedding) for row in vectors.data] == [2, 2]
    assert image.usage.output_tokens == provider.billed.output_tokens


def test_anthropic_messages_and_their_stream(provider: FakeProvider) -> None:
    anthropic = pytest.importorskip("anthropic")
    client = anthropic.Anthropic(base_url=provider.url(), api_key="k")
    asked = {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": ASKED}
    whole = client.messages.create(**asked)
    with client.messages.stream(**asked) as stream:
        streamed = stream.get_final_message()
    for message in (whole, streamed):
        assert message.content[0].text == WORDS
        assert message.usage.input_tokens == provider.billed.fresh_tokens
        assert message.usage.output_tokens == provider.billed.output_tokens


def test_gemini_and_its_stream(provider: FakeProvider) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key="k", http_options={"base_url": provider.url()})
    asked = {"model": "gemini-2.5-flash", "contents": "?"}
    whole = client.models.generate_content(**asked)
    chunks = list(client.models.generate_content_stream(**asked))
    assert whole.text == "".join(chunk.text for chunk in chunks) == WORDS
    assert whole.usage_metadata == chunks[-1].usage_metadata
    assert whole.model_version == "gemini-2.5-flash"


@pytest.fixture
def bedrock(provider: FakeProvider) -> Any:
    boto3 = pytest.importorskip("boto3")
    return boto3.client(
        "bedrock-runtime",
        region_name="eu-central-1",
        endpoint_url=provider.url(),
        aws_access_key_id="a",
        aws_secret_access_key="s",
    )


def test_bedrock_converse_and_its_event_stream(bedrock: Any, provider: FakeProvider) -> None:
    asked = {
        "modelId": "eu.amazon.nova-lite-v1:0",
        "messages": [{"role": "user", "content": [{"text": "?"}]}],
    }
    whole = bedrock.converse(**asked)
    events = list(bedrock.converse_stream(**asked)["stream"])
    assert whole["output"]["message"]["content"][0]["text"] == WORDS
    assert events[-1]["metadata"]["usage"] == whole["usage"]
    assert whole["ResponseMetadata"]["RequestId"] == provider.requests[0].request_id
    assert provider.requests[0].path == "/model/eu.amazon.nova-lite-v1:0/converse"


def test_bedrock_invoke_model_and_its_event_stream(bedrock: Any) -> None:
    asked = {"modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0", "body": b"{}"}
    whole = bedrock.invoke_model(**asked)
    events = list(bedrock.invoke_model_with_response_stream(**asked)["body"])
    headers = whole["ResponseMetadata"]["HTTPHeaders"]
    assert b"The answer" in whole["body"].read()
    assert headers["x-amzn-bedrock-output-token-count"] == "300"
    assert b"amazon-bedrock-invocationMetrics" in events[-1]["chunk"]["bytes"]


def test_a_line_goes_through_its_steps_and_stays_at_the_last(provider: FakeProvider) -> None:
    openai = pytest.importorskip("openai")
    url = provider.url("429", "500", "ok")
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="k", max_retries=2)
    client.chat.completions.create(model="gpt-5.4-mini", messages=ASKED)
    client.chat.completions.create(model="gpt-5.4-mini", messages=ASKED)
    assert [request.status for request in provider.of(url)] == [429, 500, 200, 200]


@pytest.mark.parametrize("step", ["reset", "cut", "timeout"])
def test_connections_break_as_the_step_says(provider: FakeProvider, step: str) -> None:
    openai = pytest.importorskip("openai")
    httpx = pytest.importorskip("httpx")
    url = provider.url(step)
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="k", max_retries=0, timeout=0.3)
    with pytest.raises((openai.APIConnectionError, httpx.TransportError)):
        list(client.chat.completions.create(model="m", messages=ASKED, stream=True))
    assert [request.billed for request in provider.of(url)] == [None]


def test_a_stream_breaks_with_the_error_of_its_provider(provider: FakeProvider) -> None:
    anthropic = pytest.importorskip("anthropic")
    client = anthropic.Anthropic(base_url=provider.url("broken-stream"), api_key="k")
    with pytest.raises(anthropic.APIStatusError, match="Overloaded"):
        list(client.messages.create(model="m", max_tokens=9, messages=ASKED, stream=True))


def test_an_unknown_step_is_named() -> None:
    with FakeProvider() as provider, pytest.raises(ValueError, match="no such step: 'tea'"):
        provider.url("tea")
