"""Why a model has no price, with the nearest names to look at. Only ever names, never a price."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from untagged_llm import rates

if TYPE_CHECKING:
    from untagged_llm.cost.card import RateCard


def no_such_model(card: RateCard, model: str, provider: str | None) -> str:
    """One sentence; `provider` is canonical, None when the model's maker is unknown."""
    if provider is None:
        return f"no provider lists {model!r}{_near(model, rates.index()['vendors'])}"
    catalogues = card.catalogues(provider)
    if not catalogues:
        return f"unknown provider {provider!r}{_near(provider, rates.index()['names'])}"
    return f"{provider} lists no {model!r}{_near(model, catalogues[0].names())}"


def _near(name: str, known: object) -> str:
    names = sorted(set(known))  # type: ignore[call-overload]
    found = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return f"; nearest names: {', '.join(found)}" if found else ""
