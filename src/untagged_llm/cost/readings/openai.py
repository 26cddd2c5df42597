"""OpenAI and who speaks its dialect (Azure, xAI, Groq, DeepSeek, Mistral): inclusive totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.cost.readings.fields import Table, count, table, text
from untagged_llm.cost.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

TOOL_CALLS = {
    "web_search_call": "web_search_calls",
    "file_search_call": "file_search_calls",
    "code_interpreter_call": "code_execution_calls",
}


def read(body: Table, reading: Any) -> Any:
    """Chat completions, responses, embeddings, images, transcription, realtime, OCR."""
    usage = table(body, "usage", "usage_info") or body
    given = table(usage, "prompt_tokens_details", "input_tokens_details", "input_token_details")
    made = table(
        usage, "completion_tokens_details", "output_tokens_details", "output_token_details"
    )
    quantities: dict[str, Any] = {
        **_input(usage, given),
        **_output(usage, made),
        **_tools(body.get("output") or ()),
        "seconds": usage.get("seconds") or usage.get("prompt_audio_seconds") or 0,
        "pages": count(usage, "pages_processed"),
    }
    return reading(
        usage=Usage(**quantities),
        model=text(body, "model"),
        tier=text(body, "service_tier") or text(usage, "service_tier"),
    )


def _input(usage: Table, details: Table) -> dict[str, int]:
    lifetimes = table(details, "cache_write_tokens_details")
    cached = table(details, "cached_tokens_details")
    return {
        "input_tokens": count(usage, "prompt_tokens", "input_tokens"),
        "cache_read_input_tokens": count(details, "cached_tokens")
        or count(usage, "prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens"),
        "cache_write_input_tokens": count(details, "cache_write_tokens"),
        "cache_write_30m_input_tokens": count(lifetimes, "ttl_30m_tokens"),
        "cache_write_12h_input_tokens": count(lifetimes, "ttl_12h_tokens"),
        "input_audio_tokens": count(details, "audio_tokens"),
        "input_image_tokens": count(details, "image_tokens"),
        "cache_read_audio_tokens": count(cached, "audio_tokens"),
        "cache_read_image_tokens": count(cached, "image_tokens"),
    }


def _output(usage: Table, details: Table) -> dict[str, int]:
    made = count(usage, "completion_tokens", "output_tokens")
    reasoning = count(details, "reasoning_tokens")
    if (
        reasoning
        and count(usage, "total_tokens") == count(usage, "prompt_tokens") + made + reasoning
    ):
        made += reasoning  # xAI's chat API counts reasoning beside the completion
    return {
        "output_tokens": made,
        "reasoning_output_tokens": reasoning,
        "output_audio_tokens": count(details, "audio_tokens"),
        "output_image_tokens": count(details, "image_tokens"),
        "rejected_prediction_tokens": count(details, "rejected_prediction_tokens"),
    }


def _tools(items: Iterable[Any]) -> dict[str, int]:
    """Tool fees are not in the usage: they are counted from the output items."""
    calls: dict[str, int] = {}
    for item in items:
        name = TOOL_CALLS.get(item.get("type", "")) if isinstance(item, dict) else None
        if name:
            calls[name] = calls.get(name, 0) + 1
    return calls
