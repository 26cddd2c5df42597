"""What a price says: the total, its lines, and how far it can be trusted."""

# No postponed annotations here: a NamedTuple would compile each of them at import.

from decimal import Decimal
from typing import NamedTuple


class CostLine(NamedTuple):
    """One multiplication: quantity x unit_price / per = amount, in the card's currency.

    `unit_price` is the price in force (multipliers and discounts included), `list_price` the
    published one with multipliers but without discounts. `rate_id` names the number in the card.
    """

    meter: str
    quantity: int | Decimal
    unit_price: Decimal
    per: int
    amount: Decimal
    rate_id: str
    list_price: Decimal


class Cost(NamedTuple):
    """The price of one request.

    status:
        `priced`: every quantity had a rate. `partial`: `reason` names the meters that had none;
        the total is a lower bound. `upper_bound`: the source did not say what was cached.
        `free`: nothing is billed. `unpriced`: `total` is None and `reason` says why.
    `total` is exact and never rounded; `list_total` is what it costs without discounts.
    """

    total: Decimal | None
    lines: tuple[CostLine, ...]
    status: str
    reason: str
    rate_card_version: str
    list_total: Decimal | None = None


class UnpricedError(LookupError):
    """`strict=True` and the request has no (complete) price; `cost` is what was found."""

    def __init__(self, cost: Cost) -> None:
        super().__init__(cost.reason)
        self.cost = cost
