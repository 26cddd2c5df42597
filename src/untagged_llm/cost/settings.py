"""The overlays that a project configures in `[tool.untagged-llm.rates]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cost.overlay import overlay_from, read_overlay

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.cost.card import RateCard

FILES = "files"


def configured(card: RateCard, folder: Path) -> RateCard:
    """`card` with what the configuration in force for `folder` lays over it.

    `files` names overlay files; the table itself may hold entries, aliases and discounts too.

    Raises:
        RatesError: an overlay is wrong.
        ConfigError: the configuration is.
    """
    from untagged_llm.policy import settings_for

    settings = settings_for(folder)
    table = dict(settings.rates)
    for name in table.pop(FILES, ()):
        card = card.with_overlay(read_overlay(settings.root / name))
    if table:
        card = card.with_overlay(overlay_from(table, "[tool.untagged-llm.rates]"))
    return card
