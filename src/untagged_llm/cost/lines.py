"""One priced request as JSON, in and out: `price --jsonl` and anybody's log pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from untagged_llm.cost.period import EXACT
from untagged_llm.cost.pricing import free
from untagged_llm.cost.readings import Reading, read_usage
from untagged_llm.cost.usage import Usage, UsageError

if TYPE_CHECKING:
    from untagged_llm.cost.card import RateCard
    from untagged_llm.cost.result import Cost

# Other people's names for our quantities.
SPELLINGS = {
    "audio_seconds": "seconds",
    "queries": "search_units",
    "request_count": "requests",
    "audio_input_tokens": "input_audio_tokens",
    "audio_output_tokens": "output_audio_tokens",
    "image_input_tokens": "input_image_tokens",
    "image_output_tokens": "output_image_tokens",
    "video_input_tokens": "input_video_tokens",
    "input_characters": "characters",
}
OPTIONS = {
    "tier": "tier",
    "service_tier": "tier",
    "serviceTier": "tier",
    "traffic_type": "tier",
    "trafficType": "tier",
    "speed": "speed",
    "region": "region",
    "inference_geo": "region",
    "location": "region",
    "vertex_location": "region",
    "residency": "residency",
    "data_residency": "residency",
    "deployment": "deployment",
    "deployment_type": "deployment",
    "beta": "beta",
    "status_code": "status_code",
}
# What is said of the line, not of the terms.
ASIDE = ("aggregate", "gateway_cache_hit")


def price_line(card: RateCard, line: Mapping[str, Any]) -> dict[str, Any]:
    """Price one JSON object.

    `{"provider", "model", "at", "usage" or "raw_usage", "options": {...}}`, with `aggregate`
    (a sum of many requests) and `repeat` (that many equal requests) beside them. The option
    `gateway_cache_hit` says that no provider was asked.

    Raises:
        UsageError, ValueError: the line cannot be understood; the message names the field.
    """
    if (line.get("options") or {}).get("gateway_cache_hit"):
        return as_json(free(card.version, "served from the gateway's cache"))
    provider = line.get("provider")
    reading = _reading(line, card.provider(provider) if provider else None)
    model = line.get("model") or reading.model
    if not model:
        raise UsageError("model is missing, and the usage does not name one")
    options: dict[str, Any] = {
        "tier": reading.tier,
        "speed": reading.speed,
        "region": reading.region,
    }
    options.update(_options(line.get("options") or {}))
    cost = card.price(reading.usage, provider=provider, model=model, at=line.get("at"), **options)
    return as_json(cost, repeat=Decimal(str(line.get("repeat") or 1)))


def as_json(cost: Cost, repeat: Decimal = Decimal(1)) -> dict[str, Any]:
    """A cost with its numbers as decimal text; `repeat` multiplies the total."""
    total = None if cost.total is None else number(EXACT.multiply(cost.total, repeat))
    return {
        "total": total,
        "status": cost.status,
        "reason": cost.reason,
        "lines": [
            {
                "meter": line.meter,
                "quantity": number(line.quantity),
                "unit_price": number(line.unit_price),
                "per": line.per,
                "amount": number(line.amount),
                "rate_id": line.rate_id,
            }
            for line in cost.lines
        ],
        "rate_card_version": cost.rate_card_version,
    }


def number(value: int | Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def usage_from(quantities: Mapping[str, Any], *, aggregate: bool = False) -> Usage:
    """Canonical quantities, under our names or a known other spelling.

    Raises:
        UsageError: a name is not known, or a quantity is impossible.
    """
    values: dict[str, Any] = {"aggregate": aggregate}
    for name, value in quantities.items():
        field = SPELLINGS.get(name, name)
        if field not in Usage._fields or field == "components":
            from untagged_llm.rates.validate import nearest

            raise UsageError(f"unknown quantity {name!r}{nearest(name, Usage._fields)}")
        values[field] = value
    return Usage(**values)


def _reading(line: Mapping[str, Any], provider: str | None) -> Reading:
    options = line.get("options") or {}
    aggregate = bool(line.get("aggregate") or options.get("aggregate"))
    if line.get("usage") is not None:
        quantities = line["usage"]
        if not isinstance(quantities, Mapping):
            raise UsageError(f"usage should be an object, not {quantities!r}")
        sums = aggregate or bool(quantities.get("aggregate"))
        return Reading(usage_from({**quantities, "aggregate": sums}))
    if line.get("raw_usage") is None:
        raise UsageError("neither usage nor raw_usage is given")
    reading = read_usage(line["raw_usage"], provider)
    return reading._replace(usage=reading.usage.replace(aggregate=aggregate))


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in given.items():
        if name in ASIDE:
            continue
        if name == "batch":
            options["tier"] = "batch" if value else options.get("tier")
        elif name not in OPTIONS:
            from untagged_llm.rates.validate import nearest

            raise UsageError(f"unknown option {name!r}{nearest(name, OPTIONS)}")
        else:
            options[OPTIONS[name]] = int(value) if name == "status_code" else value
    return options
