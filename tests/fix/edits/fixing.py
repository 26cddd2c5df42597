"""Fixing one text with values that are given: no inference, nothing written.

A fixture may begin with `# wishes: at=call, style=context`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.checking import Options, check_text
from untagged_llm.fix.edit import Edited, edit
from untagged_llm.fix.inference.answer import Answer, Value
from untagged_llm.fix.offer import Left, Offer, Wishes
from untagged_llm.fix.offers import FIXABLE, offer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.model import Finding

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures" / "fix"
OPTIONS = Options(jobs=1, use_cache=False, use_baseline=False)
VALUES = {"team_id": "search", "service_name": "qa", "project_id": "p-104"}
_WISHES = re.compile(r"\A# wishes: (.*)")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing a text came to."""

    text: str
    offers: tuple[Offer, ...]
    lefts: tuple[Left, ...]
    dropped: tuple[tuple[Offer, str], ...]


def answers(values: Mapping[str, str] = VALUES) -> dict[str, Answer]:
    """Each value as the command line gives it."""
    return {
        key: Answer(key, (Value(key, value, "--set", "given"),)) for key, value in values.items()
    }


def fixed(
    text: str,
    path: str = "example.py",
    wishes: Wishes | None = None,
    known: Mapping[str, Answer] | None = None,
) -> Fixed:
    """The text with every offer made, safe or not."""
    found = proposals(text, path, wishes or wishes_of(text), known)
    offers = tuple(each for each in found if isinstance(each, Offer))
    edited: Edited = edit(path, text, offers)
    lefts = tuple(each for each in found if isinstance(each, Left))
    return Fixed(edited.text, offers, lefts, edited.dropped)


def proposals(
    text: str, path: str, wishes: Wishes, known: Mapping[str, Answer] | None = None
) -> list[Offer | Left]:
    """An offer, or the reason for none, for each finding that may have a fix."""
    outcome = check_text(path, text.encode("utf-8", "surrogatepass"), OPTIONS)
    found = []
    for finding in outcome.report.findings:
        context = outcome.contexts.get(finding.path)
        if context is not None and finding.code in FIXABLE:
            judged = next(each for each in context.judged if _is_about(finding, each.site))
            found.append(offer(finding, judged, context, known or answers(), wishes))
    return found


def _is_about(finding: Finding, site: Any) -> bool:
    return bool(site.site_id == finding.site_id and site.kind == finding.kind)


def remaining(text: str, path: str = "example.py") -> list[str]:
    """The codes that are still reported and may have a fix."""
    outcome = check_text(path, text.encode("utf-8", "surrogatepass"), OPTIONS)
    return [each.code for each in outcome.report.findings if each.code in FIXABLE]


def wishes_of(text: str) -> Wishes:
    """The wishes that a fixture begins with."""
    stated = _WISHES.match(text)
    pairs: dict[str, Any] = {}
    for part in stated[1].split(",") if stated else ():
        name, _, value = part.strip().partition("=")
        pairs[name] = value
    return replace(Wishes(), **pairs)
