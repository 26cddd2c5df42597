"""`untagged-llm compare`: one workload on several models, and what would make it cheaper."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError
from untagged_llm.cli.pricing import add_card, card_of, count, mistakes_told, share, usd

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from untagged_llm.cost.compare import Estimator, Row, Workload

BAR = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("models", nargs="+", metavar="MODEL", help="the first is the measure")
    parser.add_argument("--input", type=count, required=True, metavar="N", help="tokens a request")
    parser.add_argument("--output", type=count, required=True, metavar="N", help="tokens a request")
    parser.add_argument("--requests", type=count, default=1000, metavar="N", help="(default: 1000)")
    parser.add_argument(
        "--cached-share", type=share, default=Decimal(0), metavar="50%", help="of the input"
    )
    parser.add_argument(
        "--batch-share", type=share, default=Decimal(0), metavar="30%", help="of the requests"
    )
    parser.add_argument(
        "--mix", type=_mix, metavar="A=25%,B=75%", help="a row for a routing of the requests"
    )
    parser.add_argument("--output-cap", type=count, metavar="N", help="try a cap on the output")
    parser.add_argument(
        "--what-if", action="store_true", help="try caching, batching, a cap, a cheaper model"
    )
    parser.add_argument("--provider", help="who sells the models (default: their makers)")
    parser.add_argument("--at", metavar="WHEN", help="a date or instant (default: now)")
    add_card(parser)


def run(args: argparse.Namespace) -> int:
    """Print the tables; 1 when a model has no price."""
    from untagged_llm.cost import to_instant
    from untagged_llm.cost.compare import Estimator, Workload, compare, mix_row

    with mistakes_told():
        if not args.requests:
            raise UsageError("--requests must be at least 1")
        estimator = Estimator(card_of(args), to_instant(args.at), args.provider)
        work = Workload(args.input, args.output, args.requests, args.cached_share, args.batch_share)
        rows = compare(estimator, args.models, work)
        if args.mix:
            rows.append(mix_row(estimator, args.mix, work))
        print(_headline(work, estimator))
        print("\n".join(_table(rows)))
        if args.what_if or args.output_cap:
            _print_levers(estimator, args, work)
    return 1 if any(row.total is None for row in rows) else 0


def _mix(text: str) -> dict[str, Decimal]:
    mix = {}
    for part in text.split(","):
        model, _, portion = part.rpartition("=")
        if not model:
            raise UsageError(f"--mix: '{part}' is not MODEL=SHARE")
        mix[model.strip()] = share(portion)
    if sum(mix.values()) != 1:
        raise UsageError(f"--mix: the shares add up to {sum(mix.values()):.0%}, not to 100%")
    return mix


def _headline(work: Workload, estimator: Estimator) -> str:
    day = f" at prices of {estimator.at:%Y-%m-%d}" if estimator.at else ""
    shares = [
        f"{portion:.0%} {what}"
        for portion, what in ((work.cached_share, "cached"), (work.batch_share, "batched"))
        if portion
    ]
    extra = f", {', '.join(shares)}" if shares else ""
    return (
        f"{work.requests:,} requests of {work.input_tokens:,} + {work.output_tokens:,} tokens"
        f"{extra}{day} (card {estimator.card.version})"
    )


def _print_levers(estimator: Estimator, args: argparse.Namespace, work: Workload) -> None:
    from untagged_llm.cost.compare import WhatIf, what_if

    cap = args.output_cap if args.output_cap else work.output_tokens * 3 // 4
    cheaper = args.models[1] if len(args.models) > 1 else None
    levers = WhatIf(output_cap=cap, cheaper=cheaper)
    print(f"\nwhat if, for {args.models[0]}")
    print("\n".join(_table(list(what_if(estimator, args.models[0], work, levers)))))


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """Name, price of one request, total, difference to the first row, a bar."""
    width = max(len(row.name) for row in rows)
    most = max((row.total for row in rows if row.total is not None), default=Decimal(0))
    totals = [_amount(row.total, 2) for row in rows]
    prices = [_amount(row.per_request, 6) for row in rows]
    for row, total, price in zip(rows, totals, prices, strict=True):
        if row.total is None:
            yield f"{row.name:{width}}  no price: {row.note}"
            continue
        yield (
            f"{row.name:{width}}  {price:>{max(map(len, prices))}} each  "
            f"{total:>{max(map(len, totals))}}  {_difference(row, rows[0]):>6}  {_bar(row, most)}"
        )


def _amount(value: Decimal | None, places: int) -> str:
    """Money to so many places, in full where that is shorter."""
    if value is None:
        return "-"
    return usd(round(value, places))


def _difference(row: Row, first: Row) -> str:
    if row is first or not first.total or row.total is None:
        return ""
    return f"{(row.total / first.total - 1) * 100:+.0f}%"


def _bar(row: Row, most: Decimal) -> str:
    return "█" * round((row.total or 0) / most * BAR) if most else ""
