"""Prices beside call sites: `check --show-prices`, `price --diff-base REV`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from untagged_llm.cli.mistakes import UsageError
from untagged_llm.cli.pricing import columns, usd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from untagged_llm.cost import RateCard
    from untagged_llm.model import Judged, Site


def write_prices(judged: Iterable[Judged], stream: TextIO) -> None:
    """A line for every site whose model is known: its price of a million tokens."""
    from untagged_llm.cost import RateCard
    from untagged_llm.cost.settings import configured
    from untagged_llm.siteprices import quote

    card = configured(RateCard.bundled(), Path.cwd())
    lines = [("site", "model", "input", "output", "")]
    for site in (each.site for each in judged):
        asked = quote(site, card)
        if asked is not None:
            place = f"{site.path}:{site.range.line}"
            lines.append((place, asked.model, usd(asked.input), usd(asked.output), asked.reason))
    if len(lines) > 1:
        heading = f"list prices of a million tokens, card {card.version}"
        print("", heading, *columns(lines), sep="\n", file=stream)


def print_changes(card: RateCard, revision: str, paths: Sequence[str]) -> None:
    """The Markdown summary of what changed since a revision.

    Raises:
        UsageError: the revision cannot be had.
    """
    from untagged_llm.cost import to_instant
    from untagged_llm.siteprices import changes, markdown
    from untagged_llm.siteprices.revision import RevisionError, files_at

    wanted = [os.path.relpath(path) for path in paths] or ["."]
    try:
        with files_at(revision, Path.cwd()) as old:
            before = _sites([path for path in wanted if (old / path).exists()], old)
    except RevisionError as problem:
        raise UsageError(str(problem)) from problem
    after = _sites(wanted, Path.cwd())
    print("\n".join(markdown(changes(before, after), card, to_instant(None))))


def _sites(paths: Sequence[str], folder: Path) -> list[Site]:
    """The calls below some paths of a folder, named as seen from it."""
    from untagged_llm.checking import inventory

    if not paths:
        return []
    found = inventory([str(folder / path) for path in paths])
    root = folder.resolve()
    return [replace(each.site, path=_below(each.site.path, root)) for each in found.report.judged]


def _below(path: str, root: Path) -> str:
    return Path(os.path.relpath(Path(path).resolve(), root)).as_posix()
