"""Quantities that can be, and those that cannot."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from untagged_llm.cost import Usage, UsageError
from untagged_llm.cost.partition import partition


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({"input_tokens": -1}, "input_tokens cannot be -1"),
        ({"seconds": float("nan")}, "seconds cannot be nan"),
        ({"output_tokens": 1.5}, "output_tokens should be a whole number, not 1.5"),
        ({"input_tokens": "12"}, "input_tokens should be a number, not '12'"),
        (
            {"input_tokens": 8000, "cache_read_input_tokens": 9000},
            "cache_read_input_tokens (9000) is more than input_tokens (8000), which includes it",
        ),
        (
            {"input_tokens": 10, "cache_read_input_tokens": 6, "cache_write_input_tokens": 6},
            "cache_read_input_tokens + cache_write_input_tokens (12) is more than "
            "input_tokens (10), which includes it",
        ),
        (
            {"output_tokens": 10, "reasoning_output_tokens": 11},
            "reasoning_output_tokens (11) is more than output_tokens (10), which includes it",
        ),
        (
            {
                "input_tokens": 10,
                "cache_write_input_tokens": 2,
                "cache_write_1h_input_tokens": 3,
            },
            "cache_write_1h_input_tokens (3) is more than cache_write_input_tokens (2), "
            "which includes it",
        ),
    ],
)
def test_an_impossible_quantity_is_named(quantities: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Usage(**quantities)
    assert str(caught.value) == message


def test_a_usage_cannot_be_changed() -> None:
    usage = Usage(input_tokens=1)
    with pytest.raises(AttributeError):
        usage.input_tokens = 2  # type: ignore[misc]
    assert usage.replace(input_tokens=2) == Usage(input_tokens=2)
    with pytest.raises(UsageError):
        usage.replace(cache_read_input_tokens=2)


def test_lifetimes_alone_make_the_total_of_cache_writes() -> None:
    usage = Usage(input_tokens=10, cache_write_5m_input_tokens=3, cache_write_1h_input_tokens=4)
    assert usage.cache_write_input_tokens == 7


def test_absent_and_integral_numbers_are_taken() -> None:
    quantities: Any = {"input_tokens": 5.0, "output_tokens": None}
    assert Usage(**quantities) == Usage(input_tokens=5)
    assert Usage(seconds=Decimal("75.5")).seconds == Decimal("75.5")


@pytest.mark.parametrize(
    ("usage", "parts"),
    [
        (
            Usage(input_tokens=100, input_audio_tokens=40, cache_read_input_tokens=20),
            {"input": 40, "input_audio": 40, "cache_read": 20},
        ),
        (
            Usage(
                input_tokens=100,
                input_audio_tokens=40,
                cache_read_input_tokens=20,
                cache_read_audio_tokens=15,
            ),
            {"input": 55, "input_audio": 25, "cache_read": 5, "cache_read_audio": 15},
        ),
        # All text is cached and there is more: the rest can only be cached audio.
        (
            Usage(input_tokens=100, input_audio_tokens=100, cache_read_input_tokens=30),
            {"input_audio": 70, "cache_read_audio": 30},
        ),
        (
            Usage(input_tokens=100, cache_write_input_tokens=50, cache_write_1h_input_tokens=20),
            {"input": 50, "cache_write": 30, "cache_write_1h": 20},
        ),
        (
            Usage(output_tokens=100, output_image_tokens=90, reasoning_output_tokens=5),
            {"output": 10, "output_image": 90},
        ),
    ],
)
def test_every_token_is_in_one_meter(usage: Usage, parts: dict[str, int]) -> None:
    assert dict(partition(usage)) == parts
