"""What a token cost on a given day.

    from untagged_llm.cost import RateCard, Usage

    usage = Usage(input_tokens=10_000, cache_read_input_tokens=2_000, output_tokens=1_200)
    RateCard.bundled().price(usage, provider="openai", model="gpt-5.4-mini").total

Importing it loads nothing heavy and touches no network; prices are exact decimals.
"""

from __future__ import annotations

from untagged_llm.cost.card import RateCard, to_instant
from untagged_llm.cost.readings import Reading, read_usage
from untagged_llm.cost.result import Cost, CostLine, UnpricedError
from untagged_llm.cost.usage import Component, Usage, UsageError

__all__ = [
    "Component",
    "Cost",
    "CostLine",
    "RateCard",
    "Reading",
    "UnpricedError",
    "Usage",
    "UsageError",
    "read_usage",
    "to_instant",
]
