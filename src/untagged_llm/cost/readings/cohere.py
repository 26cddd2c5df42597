"""Cohere: billed on `billed_units`, which is less than the tokens it processed."""

from __future__ import annotations

from typing import Any

from untagged_llm.cost.readings.fields import Table, count, snake, table, text
from untagged_llm.cost.usage import Usage


def read(body: Table, reading: Any) -> Any:
    """Chat, embed and rerank, version 1 (`meta`) and 2 (`usage`)."""
    body = snake(body)
    usage = table(body, "usage", "meta") or body
    billed = table(usage, "billed_units") or usage
    return reading(
        usage=Usage(
            input_tokens=count(billed, "input_tokens"),
            # Cached tokens may belong to the unbilled part of what was processed.
            cache_read_input_tokens=min(
                count(usage, "cached_tokens"), count(billed, "input_tokens")
            ),
            output_tokens=count(billed, "output_tokens"),
            search_units=count(billed, "search_units"),
            images=count(billed, "images"),
            pages=count(billed, "pages"),
        ),
        model=text(body, "model"),
    )
