"""A second, naive pricing: reads the TOML, uses fractions, looks at every price every time.

It shares no code with `untagged_llm.cost`, so the two can only agree by being right.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

MILLION = 1_000_000
FALLBACK = {"cache_write_5m": "cache_write"}


def total(
    document: dict[str, Any],
    entry: dict[str, Any],
    quantities: dict[str, int],
    terms: dict[str, str],
    at: datetime,
) -> tuple[Fraction, set[str]]:
    """What disjoint meter quantities cost, and the meters that have no price."""
    context = sum(
        tokens for meter, tokens in quantities.items() if meter.startswith(("input", "cache"))
    )
    cost, missing = Fraction(0), set()
    for meter, quantity in quantities.items():
        if not quantity:
            continue
        price = None
        for name in (meter, FALLBACK.get(meter)):
            found = [
                candidate
                for candidate in entry["price"]
                if name in candidate and met(document, candidate, terms, context, at)
            ]
            if found and price is None:
                best = max(len(candidate.get("when", {})) for candidate in found)
                [price] = [
                    candidate[name] for candidate in found if len(candidate.get("when", {})) == best
                ]
        if price is None:
            missing.add(meter)
        else:
            per = 1000 if meter == "web_search" else MILLION
            line = Fraction(price) * quantity / per
            cost += line if meter == "web_search" else line * factor(document, entry, terms)
    return cost, missing


def met(
    document: dict[str, Any],
    price: dict[str, Any],
    terms: dict[str, str],
    context: int,
    at: datetime,
) -> bool:
    when = price.get("when", {})
    if when.get("tier") != "any":
        for name, ordinary in (
            ("tier", "standard"),
            ("speed", "standard"),
            ("deployment", "global"),
        ):
            if when.get(name, ordinary) != terms.get(name, ordinary):
                return False
    if "beta" in when and when["beta"] != terms.get("beta"):
        return False
    if "window" in when and not in_window(document, when["window"], at):
        return False
    if "context" not in when:
        return True
    sign, bound = when["context"].split()
    limit = int(bound)
    return {
        ">": context > limit,
        ">=": context >= limit,
        "<": context < limit,
        "<=": context <= limit,
    }[str(sign)]


def in_window(document: dict[str, Any], name: str, at: datetime) -> bool:
    window = document["windows"][name]
    calendar = document["calendars"][window["holidays"]]
    sign, hours = calendar["utc_offset"][0], int(calendar["utc_offset"][1:3])
    local = at + timedelta(hours=hours if sign == "+" else -hours)
    if at.isoweekday() not in window["weekdays"] or local.date() in calendar["days"]:
        return False
    clock = at.strftime("%H:%M")
    return any(span.split("-")[0] <= clock < span.split("-")[1] for span in window["hours"])


def factor(document: dict[str, Any], entry: dict[str, Any], terms: dict[str, str]) -> Fraction:
    product = Fraction(1)
    for rule in document.get("rule", ()):
        if entry["model"] not in rule["models"]:
            continue
        [(name, wanted)] = rule["when"].items()
        given = terms.get(name, "")
        if given and wanted in (given, "given"):
            product *= Fraction(rule["factor"])
    return product
