"""A usage split into meters that do not overlap: what is multiplied with a rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cost.usage import Usage

if TYPE_CHECKING:
    from decimal import Decimal

Quantity = tuple[str, "int | Decimal"]

UNITS = (
    ("seconds", "seconds"),
    ("characters", "characters"),
    ("images", "images"),
    ("pages", "pages"),
    ("search_units", "search_units"),
    ("web_search", "web_search_calls"),
    ("web_search_preview", "web_search_preview_calls"),
    ("file_search", "file_search_calls"),
    ("code_execution", "code_execution_calls"),
    ("maps", "maps_calls"),
)
FIRST_UNIT = Usage._fields.index("seconds")
LAST_UNIT = Usage._fields.index("maps_calls") + 1
NO_UNITS = (0,) * (LAST_UNIT - FIRST_UNIT)


def partition(usage: Usage) -> list[Quantity]:
    """The quantities above zero, each token in exactly one meter."""
    parts: list[Quantity] = []
    cached, written = usage[1], usage[2]
    if usage[7:12] == (0, 0, 0, 0, 0):
        fresh = usage[0] - cached - written
        if fresh:
            parts.append(("input", fresh))
        if cached:
            parts.append(("cache_read", cached))
    else:
        parts.extend(_input_by_modality(usage))
    if written:
        parts.extend(_writes(usage))
    out = usage[13] - usage[15] - usage[16]
    if out:
        parts.append(("output", out))
    if usage[15]:
        parts.append(("output_audio", usage[15]))
    if usage[16]:
        parts.append(("output_image", usage[16]))
    if usage[FIRST_UNIT:LAST_UNIT] != NO_UNITS:
        parts.extend((meter, value) for meter, name in UNITS if (value := getattr(usage, name)))
    return parts


def _writes(usage: Usage) -> list[Quantity]:
    """Cache writes by how long they live; what has no stated lifetime goes first."""
    by_lifetime = (
        ("cache_write_5m", usage.cache_write_5m_input_tokens),
        ("cache_write_30m", usage.cache_write_30m_input_tokens),
        ("cache_write_1h", usage.cache_write_1h_input_tokens),
        ("cache_write_12h", usage.cache_write_12h_input_tokens),
    )
    unstated = usage.cache_write_input_tokens - sum(tokens for _, tokens in by_lifetime)
    return [part for part in (("cache_write", unstated), *by_lifetime) if part[1]]


def _input_by_modality(usage: Usage) -> list[Quantity]:
    cached = _cached_by_modality(usage)
    fresh = {
        "input_audio": usage.input_audio_tokens - cached["cache_read_audio"],
        "input_image": usage.input_image_tokens - cached["cache_read_image"],
        "input_video": usage.input_video_tokens,
    }
    text = (
        usage.input_tokens
        - usage.cache_read_input_tokens
        - usage.cache_write_input_tokens
        - sum(fresh.values())
    )
    text_cached = usage.cache_read_input_tokens - sum(cached.values())
    parts = {"input": text, **fresh, "cache_read": text_cached, **cached}
    return [(meter, tokens) for meter, tokens in parts.items() if tokens > 0]


def _cached_by_modality(usage: Usage) -> dict[str, int]:
    """Cached audio and image tokens, as stated.

    Where the source gives no split, cached tokens are text as far as the text reaches; what goes
    beyond it can only be cached audio, then images.
    """
    stated = {
        "cache_read_audio": usage.cache_read_audio_tokens,
        "cache_read_image": usage.cache_read_image_tokens,
    }
    modal = usage.input_audio_tokens + usage.input_image_tokens + usage.input_video_tokens
    text = usage.input_tokens - usage.cache_write_input_tokens - modal
    beyond = usage.cache_read_input_tokens - sum(stated.values()) - max(text, 0)
    for meter, tokens in (
        ("cache_read_audio", usage.input_audio_tokens),
        ("cache_read_image", usage.input_image_tokens),
    ):
        moved = min(max(beyond, 0), tokens - stated[meter])
        stated[meter] += moved
        beyond -= moved
    return stated
