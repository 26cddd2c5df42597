"""Every response form, from real SDK objects and from the wire."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from untagged_llm.cost import RateCard, Usage, UsageError, read_usage

SAMPLES = Path(__file__).with_name("samples")


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def test_openai_chat_includes_what_was_cached() -> None:
    reading = read_usage(sample("openai_chat_usage"), "openai")
    assert reading.usage == Usage(
        input_tokens=8000,
        cache_read_input_tokens=2000,
        output_tokens=1200,
        reasoning_output_tokens=500,
    )
    assert (reading.model, reading.tier) == ("gpt-5.4-mini-2026-03-17", "default")


def test_openai_responses_counts_tool_calls_and_lifetimes() -> None:
    reading = read_usage(sample("openai_responses_usage"))
    assert reading.usage == Usage(
        input_tokens=20000,
        cache_read_input_tokens=8000,
        cache_write_input_tokens=4000,
        cache_write_30m_input_tokens=4000,
        output_tokens=1500,
        reasoning_output_tokens=900,
        web_search_calls=1,
    )
    assert reading.tier == "priority"


def test_openai_images_split_both_sides() -> None:
    assert read_usage(sample("openai_image_usage")).usage == Usage(
        input_tokens=500, input_image_tokens=400, output_tokens=1100, output_image_tokens=1056
    )


def test_openai_embeddings_and_transcriptions() -> None:
    assert read_usage(sample("openai_embedding_usage")).usage == Usage(input_tokens=1500)
    tokens, seconds = sample("openai_transcription_usage")
    assert read_usage(tokens).usage == Usage(
        input_tokens=2200, input_audio_tokens=2000, output_tokens=300
    )
    assert read_usage(seconds).usage.seconds == Decimal("75.5")


def test_realtime_splits_cached_tokens_by_modality() -> None:
    usage = {
        "input_tokens": 100,
        "output_tokens": 50,
        "input_token_details": {
            "text_tokens": 40,
            "audio_tokens": 60,
            "cached_tokens": 30,
            "cached_tokens_details": {"text_tokens": 10, "audio_tokens": 20},
        },
        "output_token_details": {"text_tokens": 10, "audio_tokens": 40},
    }
    assert read_usage(usage, "openai").usage == Usage(
        input_tokens=100,
        input_audio_tokens=60,
        cache_read_input_tokens=30,
        cache_read_audio_tokens=20,
        output_tokens=50,
        output_audio_tokens=40,
    )


def test_anthropic_excludes_what_was_cached() -> None:
    reading = read_usage(sample("anthropic_messages_usage"), "anthropic")
    assert reading.usage.input_tokens == 35300
    assert reading.usage.cache_write_1h_input_tokens == 1000
    assert reading.usage.web_search_calls == 2
    assert reading[1:] == ("claude-opus-5-5", "standard", "standard", "us")


def test_anthropic_iterations_bill_their_own_models() -> None:
    reading = read_usage(sample("anthropic_iterations_usage"), "anthropic")
    cost = RateCard.bundled().price(reading.usage, model=reading.model or "", at="2026-11-20")
    own = 1200 * 4 + 900 * 20
    compaction = 180_000 * 4 + 3_500 * 20
    advisor = 4_000 * 10 + 600 * 50
    assert cost.total == Decimal(own + compaction + advisor) / 1_000_000
    assert {line.rate_id.split("/")[1] for line in cost.lines} == {
        "claude-opus-5-5",
        "claude-fable-5-1",
    }


def test_gemini_adds_thoughts_and_tool_use() -> None:
    reading = read_usage(sample("gemini_usage_metadata"))
    assert reading.usage == Usage(
        input_tokens=9800,
        cache_read_input_tokens=4000,
        tool_use_input_tokens=800,
        output_tokens=2000,
        reasoning_output_tokens=1500,
    )
    assert reading.model == "gemini-2.5-pro"


def test_vertex_says_how_it_was_served() -> None:
    reading = read_usage(sample("vertex_usage_metadata"), "gcp.vertex_ai")
    assert (reading.tier, reading.region) == ("ON_DEMAND_FLEX", "us-east5")
    cost = RateCard.bundled().price(
        reading.usage,
        provider="vertex",
        model="gemini-2.5-pro",
        tier=reading.tier,
        region=reading.region,
        at="2026-11-20",
    )
    assert cost.total == Decimal("0.001625")


def test_bedrock_excludes_what_was_cached_and_names_the_routed_model() -> None:
    reading = read_usage(sample("bedrock_converse_usage"), "aws.bedrock")
    assert reading.usage == Usage(
        input_tokens=10600,
        cache_read_input_tokens=9000,
        cache_write_5m_input_tokens=1200,
        output_tokens=250,
    )
    assert reading.model == "us.anthropic.claude-haiku-4-5-20251001-v1:0"


def test_a_bedrock_invocation_log_is_read_like_converse() -> None:
    record = {
        "schemaType": "ModelInvocationLog",
        "modelId": "amazon.nova-lite-v1:0",
        "input": {"inputTokenCount": 10, "cacheReadInputTokenCount": 5},
        "output": {"outputTokenCount": 3},
    }
    reading = read_usage(record, "aws.bedrock")
    assert reading.usage == Usage(input_tokens=15, cache_read_input_tokens=5, output_tokens=3)
    assert reading.model == "amazon.nova-lite-v1:0"


def test_cohere_is_billed_on_billed_units() -> None:
    assert read_usage(sample("cohere_usage")).usage == Usage(input_tokens=120, output_tokens=80)
    assert read_usage({"meta": {"billed_units": {"search_units": 7}}}).usage == Usage(
        search_units=7
    )


def test_mistral_speaks_openai_with_seconds_and_pages() -> None:
    assert read_usage(sample("mistral_usage")).usage == Usage(input_tokens=1000, output_tokens=200)
    assert read_usage({"usage_info": {"pages_processed": 3}}).usage == Usage(pages=3)


def test_xai_counts_reasoning_beside_the_completion() -> None:
    usage = {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "total_tokens": 115,
        "completion_tokens_details": {"reasoning_tokens": 100},
    }
    assert read_usage(usage, "x_ai").usage.output_tokens == 105


def test_sdk_objects_are_read_like_their_wire_form() -> None:
    from anthropic.types import Message
    from google.genai.types import GenerateContentResponse
    from openai.types import CompletionUsage

    chat = CompletionUsage.model_validate(sample("openai_chat_usage")["usage"])
    assert read_usage(chat) == read_usage(sample("openai_chat_usage")["usage"])
    message = Message.model_construct(**sample("anthropic_messages_usage"))
    assert read_usage(message).usage.input_tokens == 35300
    wire = sample("gemini_usage_metadata")
    answer = GenerateContentResponse.model_validate(
        {"modelVersion": wire["modelVersion"], "usageMetadata": wire["usageMetadata"]}
    )
    assert read_usage(answer).usage == read_usage(wire).usage


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"usage": None}, "the response has no usage (a stream reports it in its last chunk only)"),
        ({"tokens": 5}, "this is no usage of a known form (it has tokens)"),
        ("text", "no usage in a str"),
        (
            {"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": 9}},
            "cache_read_input_tokens (9) is more than input_tokens (5), which includes it",
        ),
        ({"prompt_tokens": "5"}, "prompt_tokens should be a number, not '5'"),
    ],
)
def test_what_cannot_be_read_is_told(body: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_usage(body)
    assert str(caught.value) == message
