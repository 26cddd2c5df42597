"""`untagged-llm price`: one request, every line of a file, or what a change of models costs."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TextIO

from untagged_llm.cli.mistakes import UsageError
from untagged_llm.cli.pricing import add_card, card_of, count, mistakes_told, usd

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from untagged_llm.cost import Cost, RateCard

FINDINGS = 1
UNREADABLE = 3

# option -> quantity of Usage
QUANTITIES = {
    "input": "input_tokens",
    "cached": "cache_read_input_tokens",
    "cache-write": "cache_write_input_tokens",
    "cache-write-1h": "cache_write_1h_input_tokens",
    "output": "output_tokens",
    "reasoning": "reasoning_output_tokens",
    "audio-input": "input_audio_tokens",
    "audio-output": "output_audio_tokens",
    "image-input": "input_image_tokens",
    "image-output": "output_image_tokens",
    "characters": "characters",
    "search-units": "search_units",
    "web-searches": "web_search_calls",
    "file-searches": "file_search_calls",
}
TERMS = ("tier", "speed", "region", "residency", "deployment", "beta")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--model", help="the model that served the request")
    parser.add_argument("--provider", help="who sold it (default: the model's maker)")
    for option in QUANTITIES:
        parser.add_argument(f"--{option}", type=count, metavar="N", help=_help(option))
    parser.add_argument("--seconds", metavar="N", help="seconds of audio")
    parser.add_argument("--at", metavar="WHEN", help="a date or instant (default: now)")
    for term in TERMS:
        parser.add_argument(f"--{term}", metavar=term.upper())
    parser.add_argument("--requests", type=count, default=1, metavar="N", help="equal requests")
    parser.add_argument("--aggregate", action="store_true", help="a sum of many requests")
    parser.add_argument(
        "--tokens", type=count, metavar="N", help="tokens of an unknown split, with --stated"
    )
    parser.add_argument("--stated", metavar="USD", help="check an amount that somebody stated")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--jsonl", nargs="?", const="-", metavar="FILE", help="price JSON lines (default: stdin)"
    )
    parser.add_argument(
        "--diff-base", metavar="REV", help="what calls that changed their model cost, as Markdown"
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="for --diff-base (default: .)")
    add_card(parser)


def run(args: argparse.Namespace) -> int:
    """Price, show, and tell by the exit code whether all of it could be priced."""
    with mistakes_told():
        card = card_of(args)
        if args.diff_base:
            return _price_changes(card, args)
        if args.paths:
            raise UsageError(f"unexpected argument '{args.paths[0]}' (paths go with --diff-base)")
        if args.jsonl:
            return _price_lines(card, args.jsonl)
        if not args.model:
            raise UsageError("--model is missing (or --jsonl FILE)")
        if args.tokens is not None:
            return _check_tokens(card, args)
        return _price_one(card, args)


def _price_changes(card: RateCard, args: argparse.Namespace) -> int:
    from untagged_llm.cli.site_prices import print_changes

    print_changes(card, args.diff_base, args.paths)
    return 0


def _help(option: str) -> str:
    return {
        "input": "all input tokens, cached ones included",
        "cached": "input tokens read from a cache",
        "output": "all output tokens, reasoning included",
    }.get(option, option.replace("-", " "))


def _price_one(card: RateCard, args: argparse.Namespace) -> int:
    from untagged_llm.cost.lines import as_json, usage_from

    values = vars(args)
    given = {name: values[option.replace("-", "_")] for option, name in QUANTITIES.items()}
    given["seconds"] = _number(args.seconds, "--seconds") if args.seconds else None
    quantities = {name: value for name, value in given.items() if value is not None}
    if not quantities:
        raise UsageError("nothing to price: give --input and --output, for instance")
    usage = usage_from(quantities, aggregate=args.aggregate)
    cost = card.price(usage, **_asked(args))
    if args.format == "json":
        print(json.dumps(as_json(cost, Decimal(args.requests)), indent=2))
    else:
        print("\n".join(_shown(cost, args)))
    return _exit_code(cost, args)


def _asked(args: argparse.Namespace) -> dict[str, Any]:
    values = vars(args)
    return {name: values[name] for name in ("model", "provider", "at", *TERMS)}


def _shown(cost: Cost, args: argparse.Namespace) -> Iterator[str]:
    for line in cost.lines:
        per = f"per {line.per:,}"
        yield (
            f"{line.meter:16} {line.quantity:>12,} x {usd(line.unit_price):>10} {per:14} "
            f"= {usd(line.amount):>14}  {line.rate_id}"
        )
    yield f"total {usd(cost.total)} ({cost.status}, card {cost.rate_card_version})"
    if cost.list_total != cost.total:
        yield f"at list prices {usd(cost.list_total)}"
    if args.requests != 1 and cost.total is not None:
        yield f"{args.requests:,} requests {usd(cost.total * args.requests)}"
    if cost.reason:
        yield cost.reason
    if args.stated and cost.total is not None:
        from untagged_llm.cost.stated import check_total

        yield check_total(cost.total * args.requests, _number(args.stated, "--stated")).sentence()


def _exit_code(cost: Cost, args: argparse.Namespace) -> int:
    if cost.status in ("unpriced", "partial"):
        return FINDINGS
    if not args.stated or cost.total is None:
        return 0
    from untagged_llm.cost.stated import check_total

    verdict = check_total(cost.total * args.requests, _number(args.stated, "--stated"))
    return 0 if verdict.follows else FINDINGS


def _check_tokens(card: RateCard, args: argparse.Namespace) -> int:
    from untagged_llm.cost.stated import check_tokens

    if not args.stated:
        raise UsageError("--tokens needs --stated: the amount to check them against")
    verdict = check_tokens(card, args.tokens, _number(args.stated, "--stated"), **_asked(args))
    print(verdict.sentence())
    return 0 if verdict.follows else FINDINGS


def _number(text: str, option: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").lstrip("$"))
    except InvalidOperation:
        raise UsageError(f"{option}: '{text}' is not a number") from None
    if not value.is_finite() or value < 0:
        raise UsageError(f"{option}: '{text}' cannot be")
    return value


def _price_lines(card: RateCard, source: str) -> int:
    """One JSON line out for each line in; a line that cannot be read is told and passed over."""
    bad = 0
    with _opened(source) as stream:
        for number, text in enumerate(stream, 1):
            if not text.strip():
                continue
            answer, wrong = _answer(card, text, f"{source}:{number}")
            bad += wrong
            print(json.dumps(answer, ensure_ascii=False))
    return UNREADABLE if bad else 0


def _answer(card: RateCard, text: str, place: str) -> tuple[dict[str, Any], bool]:
    from untagged_llm.cost.lines import price_line

    try:
        line = json.loads(text, parse_float=Decimal)
        if not isinstance(line, dict):
            raise ValueError("the line is not a JSON object")
        return price_line(card, line), False
    except ValueError as problem:
        print(f"untagged-llm: {place}: {problem}", file=sys.stderr)
        return {
            "total": None,
            "status": "unpriced",
            "reason": str(problem),
            "lines": [],
            "rate_card_version": card.version,
        }, True


def _opened(source: str) -> AbstractContextManager[TextIO]:
    if source == "-":
        return nullcontext(sys.stdin)
    from pathlib import Path

    try:
        return Path(source).open(encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"{source}: cannot be read: {problem.strerror}") from None
