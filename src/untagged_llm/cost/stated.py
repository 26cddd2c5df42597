"""Whether a stated amount can follow from stated tokens."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from untagged_llm.cost.lines import number
from untagged_llm.cost.usage import Usage

if TYPE_CHECKING:
    from untagged_llm.cost.card import RateCard

CENT = Decimal("0.01")


class Verdict(NamedTuple):
    """`low` to `high` is what the tokens cost; `follows` whether the stated amount fits."""

    stated: Decimal
    low: Decimal
    high: Decimal
    follows: bool

    def sentence(self) -> str:
        """The verdict in words."""
        span = _span(self.low, self.high)
        if self.follows:
            return f"stated {number(self.stated)} follows from the tokens ({span})"
        return f"stated {number(self.stated)} does not follow: the tokens cost {span}{self._off()}"

    def _off(self) -> str:
        near = self.high if self.stated > self.high else self.low
        if not near or not self.stated:
            return ""
        return f"; it is {self.stated / near:.2f} times that"


def check_total(computed: Decimal, stated: Decimal) -> Verdict:
    """Compare with a price computed from a full split; equal to the last stated digit."""
    digit = Decimal(1).scaleb(stated.as_tuple().exponent)  # type: ignore[arg-type]
    return Verdict(stated, computed, computed, computed.quantize(digit) == stated)


def check_tokens(card: RateCard, tokens: int, stated: Decimal, **asked: Any) -> Verdict:
    """Compare with a bare number of tokens: all input is the least, all output the most.

    Raises:
        UnpricedError: the model has no price.
    """
    low = card.price(Usage(input_tokens=tokens, aggregate=True), strict=True, **asked).total
    high = card.price(Usage(output_tokens=tokens, aggregate=True), strict=True, **asked).total
    bounds = sorted([low or Decimal(0), high or Decimal(0)])
    fits = bounds[0] - CENT / 2 <= stated <= bounds[1] + CENT / 2
    return Verdict(stated, bounds[0], bounds[1], fits)


def _span(low: Decimal, high: Decimal) -> str:
    return number(low) if low == high else f"{number(low)} to {number(high)}"
