"""What the price commands share: the card with its overlays, money and dates as text."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from untagged_llm.cost import RateCard


def add_card(parser: argparse.ArgumentParser) -> None:
    """`--rates FILE`, again and again."""
    parser.add_argument(
        "--rates",
        metavar="FILE",
        action="append",
        default=[],
        help="an overlay of the rate card (discounts, private models); may be repeated",
    )


def card_of(args: argparse.Namespace) -> RateCard:
    """The bundled card, the configuration's overlays on it, then those of the command line."""
    from pathlib import Path

    from untagged_llm.cost import RateCard
    from untagged_llm.cost.overlay import read_overlay
    from untagged_llm.cost.settings import configured

    card = configured(RateCard.bundled(), Path.cwd())
    for name in args.rates:
        card = card.with_overlay(read_overlay(Path(name)))
    return card


@contextmanager
def mistakes_told() -> Iterator[None]:
    """Turn what is wrong with a file, a quantity or a date into the command line's error."""
    from untagged_llm.cost import UnpricedError
    from untagged_llm.cost import UsageError as QuantityError
    from untagged_llm.rates.validate import RatesError

    try:
        yield
    except (RatesError, QuantityError) as problem:
        raise UsageError(str(problem)) from problem
    except UnpricedError as problem:
        raise UsageError(str(problem)) from problem
    except ValueError as problem:
        if not str(problem).startswith("at: "):
            raise
        raise UsageError(f"--{problem}") from problem


def share(text: str) -> Decimal:
    """`75%` or `0.75` as a share.

    Raises:
        UsageError: it is neither, or not between 0 and 1.
    """
    try:
        value = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= 1:
        raise UsageError(f"'{text}' is not a share such as 75%")
    return value


def count(text: str) -> int:
    """A number of tokens; `10_000` and `10,000` are accepted.

    Raises:
        UsageError: it is not a whole number.
    """
    digits = text.replace("_", "").replace(",", "")
    if not digits.isdecimal():
        raise UsageError(f"'{text}' is not a number of tokens or requests")
    return int(digits)


def usd(value: Decimal | None) -> str:
    """Money in full, at least to the cent; nothing is rounded away."""
    if value is None:
        return "-"
    text = f"{value:,f}"
    if "." in text:
        whole, _, digits = text.partition(".")
        digits = digits.rstrip("0")
        return f"${whole}.{digits:0<2}"
    return f"${text}.00"


def columns(lines: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Lines of cells, aligned."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)] if lines else []
    for line in lines:
        cells = [f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)]
        yield "  ".join(cells).rstrip()
