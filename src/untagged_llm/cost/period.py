"""The rates of one model over one period: which one holds for a request."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.meters import BELONGS_TO, PER, is_token

if TYPE_CHECKING:
    from untagged_llm.cost.windows import Window

# Wide enough that products and sums of tokens and prices never round.
EXACT = Context(prec=60)
# A third of a cent has no end: where `per` is no power of ten, quotients keep 28 digits.
QUOTIENT = Context(prec=28)

COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
Test = Callable[[int, datetime], bool]
Sheet = dict[str, "Rate"]


class Factor:
    """A multiplier that holds for this request."""

    __slots__ = ("discount", "everything", "id", "value")

    def __init__(self, rule: Mapping[str, Any]) -> None:
        self.id: str = rule["id"]
        self.value = Decimal(rule["factor"])
        self.everything = rule.get("applies_to", "tokens") == "everything"
        self.discount = bool(rule.get("discount"))


class Rate:
    """One number of the card with the multipliers of this request on it."""

    __slots__ = ("discounted", "id", "list_price", "list_unit", "minimum", "per", "price", "unit")

    def __init__(self, meter: str, value: Any, rate_id: str, factors: Sequence[Factor]) -> None:
        table = value if isinstance(value, Mapping) else {"amount": value}
        mine = [factor for factor in factors if factor.everything or is_token(meter)]
        self.per = int(table.get("per", PER[meter]))
        self.minimum = int(table.get("minimum", 0))
        self.list_price = _product(table["amount"], [f for f in mine if not f.discount])
        discounts = [factor for factor in mine if factor.discount]
        self.price = _product(self.list_price, discounts)
        self.discounted = bool(discounts)
        self.id = "+".join([rate_id, *(factor.id for factor in mine)])
        self.unit = _unit(self.price, self.per)
        self.list_unit = _unit(self.list_price, self.per)

    def amount(self, quantity: int | Decimal) -> Decimal:
        """What a quantity costs, exactly."""
        return _amount(quantity, self.price, self.per, self.unit)

    def list_amount(self, quantity: int | Decimal) -> Decimal:
        """What it costs without discounts."""
        return _amount(quantity, self.list_price, self.per, self.list_unit)


class Period:
    """The prices of one entry under one request's terms.

    Context size and time of day still decide between them: `sheet` does. Sheets are built once
    for each combination that occurs.
    """

    __slots__ = ("_prices", "_sheets", "_tests", "simple")

    def __init__(
        self,
        prices: Sequence[Mapping[str, Any]],
        rate_prefix: str,
        factors: Sequence[Factor],
        windows: Mapping[str, Window],
    ) -> None:
        names = sorted({test for price in prices for test in _dynamic(price)})
        self._tests = {name: _test(name, windows) for name in names}
        self._prices = [(price, f"{rate_prefix}{_label(price)}", factors) for price in prices]
        self._sheets: dict[tuple[bool, ...], Sheet] = {}
        self.simple: Sheet | None = None if names else self._build(frozenset())

    def sheet(self, input_tokens: int, at: datetime) -> Sheet:
        """Meter -> rate for a request of this size at this time."""
        if self.simple is not None:
            return self.simple
        outcome = tuple([test(input_tokens, at) for test in self._tests.values()])
        sheet = self._sheets.get(outcome)
        if sheet is None:
            held = {name for name, held in zip(self._tests, outcome, strict=True) if held}
            sheet = self._sheets[outcome] = self._build(frozenset(held))
        return sheet

    def _build(self, held: frozenset[str]) -> Sheet:
        best: dict[str, tuple[tuple[int, int], Any, str, Sequence[Factor]]] = {}
        for price, rate_id, factors in self._prices:
            if not held.issuperset(_dynamic(price)):
                continue
            rank = specificity(price.get("when", {}))
            for meter in PER.keys() & price.keys():
                if meter not in best or rank > best[meter][0]:
                    best[meter] = (rank, price[meter], f"{rate_id}/{meter}", factors)
        sheet = {meter: Rate(meter, *found[1:]) for meter, found in best.items()}
        for meter, general in BELONGS_TO.items():
            if meter not in sheet and general in sheet:
                sheet[meter] = sheet[general]
        return sheet


def specificity(when: Mapping[str, str]) -> tuple[int, int]:
    """How particular a price is: number of conditions, then the height of its context bound."""
    bound = when.get("context", "> 0").split()
    return len(when), int(bound[1]) if bound[0][0] == ">" else 0


def _dynamic(price: Mapping[str, Any]) -> list[str]:
    when = price.get("when", {})
    return [f"{name} {when[name]}" for name in ("context", "window") if name in when]


def _test(name: str, windows: Mapping[str, Window]) -> Test:
    kind, _, text = name.partition(" ")
    if kind == "window":
        window = windows[text]
        return lambda tokens, at: window.holds(at)
    sign, bound = text.split()
    compare, limit = COMPARE[sign], int(bound)
    return lambda tokens, at: compare(tokens, limit)


def _label(price: Mapping[str, Any]) -> str:
    when = price.get("when", {})
    words = [f"{value}".replace(" ", "") for name, value in when.items() if value != "any"]
    return "/" + ",".join(words) if words else ""


def _product(amount: Any, factors: Sequence[Factor]) -> Decimal:
    product = Decimal(amount)
    for factor in factors:
        product = EXACT.multiply(product, factor.value)
    return product


def _unit(price: Decimal, per: int) -> Decimal | None:
    """The price of one unit where it has an end, which makes pricing one multiplication."""
    power = len(str(per)) - 1
    return price.scaleb(-power, EXACT) if per == 10**power else None


def _amount(quantity: int | Decimal, price: Decimal, per: int, unit: Decimal | None) -> Decimal:
    if unit is not None:
        return EXACT.multiply(unit, quantity)
    return QUOTIENT.divide(EXACT.multiply(price, quantity), per)
