"""The closing lines, which count everything, silence included, and the tables of --statistics.

A site is a client construction or a billable call; both count, each once. "Has an owner" means
status `owned`: what is partly owned, only traced or unverifiable does not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.reporters.reported import reported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Fix, Report

_OPTIONS = {"safe": "", "unsafe": " --unsafe-fixes", "choose": " --interactive"}
_BY = {"ignore": "untagged: ignore", "diff": "outside the diff"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sites there are and how many of them have which status."""

    sites: int
    owned: int
    partial: int
    unowned: int
    traced_only: int
    unverifiable: int


def coverage(report: Report) -> Coverage:
    """The statuses of the report's sites, counted."""
    count = Counter(judged.ownership.status for judged in report.judged)
    return Coverage(
        sites=len(report.judged),
        owned=count["owned"],
        partial=count["partial"],
        unowned=count["unowned"],
        traced_only=count["traced-only"],
        unverifiable=count["unverifiable"],
    )


def summary(report: Report) -> Iterator[str]:
    """The closing lines, without line ends: what was found, and what was covered."""
    yield _found(report)
    yield from _fixable(report)
    yield covered(report)
    if report.errors:
        number = len({error.path for error in report.errors})
        yield f"{_count(number, 'file')} could not be read; the others were checked."


def covered(report: Report) -> str:
    """ "37 of 112 LLM call sites have an owner; 9 unverifiable; 4 suppressed (…)."."""
    total = coverage(report)
    if total.sites:
        verb = "has" if total.sites == 1 else "have"
        parts = [f"{total.owned} of {_count(total.sites, 'LLM call site')} {verb} an owner"]
    else:
        parts = [f"No LLM call sites in {_count(report.files, 'file')}"]
    if total.unverifiable:
        parts.append(f"{total.unverifiable} unverifiable")
    if total.traced_only:
        parts.append(f"{total.traced_only} traced only")
    if silent := sum(report.suppressed.values()):
        parts.append(f"{silent} suppressed ({_silencers(report)})")
    return "; ".join(parts) + "."


def _found(report: Report) -> str:
    findings = reported(report)
    if not findings:
        return f"No findings in {_count(report.files, 'file')}."
    paths = len({finding.path for finding in findings})
    where = f"{paths} of {_count(report.files, 'file')}" if report.files else _count(paths, "file")
    return f"Found {_count(len(findings), 'finding')} in {where}."


def _fixable(report: Report) -> Iterator[str]:
    fixes = Counter(_way(each.fix) for each in report.findings if each.fix)
    ways = [way for way in _OPTIONS if fixes[way]]
    if ways:
        first, *others = ways
        mark = "[*] " if fixes["safe"] else ""
        command = f"`untagged-llm fix{_OPTIONS[first]}`"
        more = "".join(f", {fixes[way]} more with{_OPTIONS[way]}" for way in others)
        yield f"{mark}{fixes[first]} fixable with {command}{more}."


def _way(fix: Fix) -> str:
    return "choose" if fix.choose else fix.applicability


def _silencers(report: Report) -> str:
    return ", ".join(
        f"{count} {_BY.get(by, by)}" for by, count in sorted(report.suppressed.items()) if count
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
