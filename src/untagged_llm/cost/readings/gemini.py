"""Gemini and Vertex: thoughts are beside the candidates, tool-use tokens beside the prompt."""

from __future__ import annotations

from typing import Any

from untagged_llm.cost.readings.fields import Table, count, snake, table, text
from untagged_llm.cost.usage import Usage


def read(body: Table, reading: Any) -> Any:
    """`generateContent`, in camelCase as on the wire or in snake_case as the SDK dumps it."""
    body = snake(body)
    usage = table(body, "usage_metadata", "usage") or body
    given = _by_modality(usage, "prompt_tokens_details", "tool_use_prompt_tokens_details")
    made = _by_modality(usage, "candidates_tokens_details", "response_tokens_details")
    cached = _by_modality(usage, "cache_tokens_details")
    tool_use = count(usage, "tool_use_prompt_token_count")
    thoughts = count(usage, "thoughts_token_count")
    made_tokens = count(usage, "candidates_token_count", "response_token_count")
    return reading(
        usage=Usage(
            input_tokens=count(usage, "prompt_token_count") + tool_use,
            cache_read_input_tokens=count(usage, "cached_content_token_count"),
            tool_use_input_tokens=tool_use,
            input_audio_tokens=given.get("AUDIO", 0),
            input_image_tokens=given.get("IMAGE", 0),
            input_video_tokens=given.get("VIDEO", 0),
            cache_read_audio_tokens=cached.get("AUDIO", 0),
            cache_read_image_tokens=cached.get("IMAGE", 0),
            output_tokens=made_tokens + thoughts,
            reasoning_output_tokens=thoughts,
            output_audio_tokens=made.get("AUDIO", 0),
            output_image_tokens=made.get("IMAGE", 0),
        ),
        model=text(body, "model_version", "model"),
        tier=text(usage, "traffic_type", "service_tier") or text(body, "service_tier"),
        region=text(body, "x_location", "location"),
    )


def _by_modality(usage: Table, *lists: str) -> dict[str, int]:
    tokens: dict[str, int] = {}
    for name in lists:
        for item in usage.get(name) or ():
            modality = str(item.get("modality", "")).upper().rpartition(".")[2]
            tokens[modality] = tokens.get(modality, 0) + count(item, "token_count")
    return tokens
