"""Foreign amounts as the card writes them: plain decimal text, per million."""

from __future__ import annotations

from decimal import Decimal


def million(per_token: Decimal) -> str | None:
    """USD per token as USD per million; None for a price that cannot be.

    Files that keep binary floats (2.5e-06, 7.500000000000001e-08) are rounded to 12 digits,
    which drops the float's noise and no published price.
    """
    if not per_token.is_finite() or per_token < 0:
        return None
    return plain(Decimal(f"{per_token * 1_000_000:.12g}"))


def plain(amount: Decimal) -> str:
    """Without exponent and trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
