"""`untagged-llm rates`: look at the card, compare its states, check it, import others' prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError, did_you_mean
from untagged_llm.cli.pricing import columns, mistakes_told, usd
from untagged_llm.cli.rate_changes import check_files, diff_states, import_prices
from untagged_llm.cli.rate_files import bundled, numbers, rows_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import date, datetime

    from untagged_llm.cost.names import Listing
    from untagged_llm.rates.rows import Row


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the six actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every model with its ordinary price")
    listing.add_argument("--provider", help="only this provider's")
    listing.add_argument("--at", metavar="WHEN", help="a date or instant (default: now)")
    show = actions.add_parser("show", help="every number of a model, with its evidence")
    show.add_argument("model")
    show.add_argument("--provider", help="only this provider's")
    show.add_argument("--at", metavar="WHEN", help="a date or instant (default: now)")
    history = actions.add_parser("history", help="a model's prices over time")
    history.add_argument("model")
    history.add_argument("--provider", help="only this provider's")
    changes = actions.add_parser("diff", help="what differs between two dates or files")
    changes.add_argument("before", metavar="A", help="a date, or a price file")
    changes.add_argument("after", metavar="B", help="a date, or a price file")
    checking = actions.add_parser("check", help="gaps, overlaps, equal matches, outliers, stale")
    checking.add_argument("files", nargs="*", metavar="FILE", help="(default: the bundled files)")
    importing = actions.add_parser("import", help="others' prices as an overlay, on stdout")
    importing.add_argument("file", metavar="FILE", help="LiteLLM's price map, genai-prices data")
    importing.add_argument("--only-new", action="store_true", help="leave out models we have")


def run(args: argparse.Namespace) -> int:
    """Run one action."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "show": _show,
        "history": _history,
        "diff": diff_states,
        "check": check_files,
        "import": import_prices,
    }
    with mistakes_told():
        return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    prices: dict[tuple[str, str], dict[str, Row]] = {}
    for row in numbers(args.provider):
        if row.holds(_instant(args.at)) and (not row.when or row.condition == ""):
            prices.setdefault((row.provider, row.model), {})[row.meter] = row
    lines: list[tuple[str, ...]] = [("provider", "model", "input", "cached", "output", "status")]
    for (provider, model), meters in prices.items():
        amounts = [_price(meters.get(name)) for name in ("input", "cache_read", "output")]
        first = next(iter(meters.values()))
        lines.append((provider, model, *amounts, first.status))
    print("\n".join(columns(lines)))
    print("\nUSD per million tokens; every number: untagged-llm rates show MODEL")
    return 0


def _show(args: argparse.Namespace) -> int:
    found = [row for row in _of_model(args) if row.holds(_instant(args.at))]
    if not found:
        raise UsageError(f"{args.model} had no price on {_instant(args.at):%Y-%m-%d}")
    lines = [("provider", "when", "meter", "price", "per", "confidence", "seen", "sources")]
    lines.extend(
        (
            row.provider,
            row.condition or "standard",
            row.meter,
            usd(row.amount),
            f"{row.per:,}",
            row.confidence,
            str(row.seen or ""),
            ", ".join(row.sources) + (f" (against: {row.against})" if row.against else ""),
        )
        for row in found
    )
    print("\n".join(columns(lines)))
    return 0


def _history(args: argparse.Namespace) -> int:
    lines: list[tuple[str, ...]] = [
        ("provider", "from", "to", "input", "cached", "output", "status", "note")
    ]
    periods: dict[tuple[object, ...], dict[str, Row]] = {}
    for row in _of_model(args):
        if not row.condition:
            key = (row.provider, row.valid_from, row.valid_to, row.status)
            periods.setdefault(key, {})[row.meter] = row
    for meters in periods.values():
        row = next(iter(meters.values()))
        amounts = [_price(meters.get(name)) for name in ("input", "cache_read", "output")]
        span = (_day(row.valid_from, "start"), _day(row.valid_to, "open"))
        lines.append((row.provider, *span, *amounts, row.status, row.note))
    print("\n".join(columns(lines)))
    return 0


def _of_model(args: argparse.Namespace) -> list[Row]:
    """The rows of a model under any of its names, each cut to when the name meant it.

    Raises:
        UsageError: nobody lists it; the nearest names are given.
    """
    from untagged_llm.cost import RateCard

    card = RateCard.bundled()
    found: list[Row] = []
    for document in bundled(args.provider):
        for catalogue in card.catalogues(document["provider"]):
            known = catalogue.find(args.model)
            for listing in known[1] if known else ():
                rows = rows_of(document, listing.entry["model"])
                found.extend(
                    replace(row, valid_from=listing.start, valid_to=listing.end)
                    for row in rows
                    if _is_of(row, listing)
                )
    if not found:
        hint = did_you_mean(args.model, {row.model for row in numbers(args.provider)})
        raise UsageError(f"no provider lists '{args.model}'{hint}")
    return found


def _is_of(row: Row, listing: Listing) -> bool:
    """Whether a number is of the listed entry: same model, same start of validity."""
    from untagged_llm.cost.names import instant

    return row.valid_from == instant(listing.entry.get("valid_from")) and row.known_to == (
        instant(listing.entry.get("known_to"))
    )


def _instant(text: str | None) -> datetime:
    from untagged_llm.cost import to_instant

    return to_instant(text)


def _price(row: Row | None) -> str:
    return usd(row.amount) if row else "-"


def _day(at: datetime | date | None, missing: str) -> str:
    return f"{at:%Y-%m-%d}" if at else missing
