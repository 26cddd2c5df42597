"""Which ownership values there are: the configuration's `values`, then the catalog."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from untagged_llm.rules.context import Context


def unknown_owner(key: str, value: str, context: Context) -> bool:
    """True when somebody lists the values of `key` and `value` is not among them."""
    known = _known(key, context)
    return bool(known) and value not in known


def nearest_owner(key: str, value: str, context: Context) -> str | None:
    """The listed value most like `value`: the same but for case, else by its letters."""
    known = _known(key, context)
    folded = {each.casefold(): each for each in sorted(known, reverse=True)}
    if value.casefold() in folded:
        return folded[value.casefold()]
    close = difflib.get_close_matches(value.casefold(), folded, n=1)
    return folded[close[0]] if close else None


def _known(key: str, context: Context) -> frozenset[str]:
    listed: Iterable[str] = context.settings.values.get(key, ())
    catalog = context.catalog.values.get(key, ()) if context.catalog else ()
    return frozenset((*listed, *catalog))
