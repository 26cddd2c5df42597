"""`--statistics`: what was found and what there is, counted by code, by SDK or by team."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.reported import reported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.model import Judged, Report

By = Literal["code", "sdk", "team"]
_NOBODY = "(none)"
_DYNAMIC = "(only known at run time)"


def statistics(report: Report, by: By) -> Iterator[str]:
    """The lines of a table, most findings first, without line ends; nothing if there is nothing."""
    rows = _TABLES[by](report)
    return _aligned(by, rows) if rows else iter(())


def _by_code(report: Report) -> list[tuple[str, ...]]:
    findings = Counter((finding.code, finding.rule) for finding in reported(report))
    return [(str(count), code, rule) for (code, rule), count in _ranked(findings)]


def _by_sdk(report: Report) -> list[tuple[str, ...]]:
    found = Counter(finding.sdk for finding in report.findings if finding.sdk)
    groups = {judged.site.site_id: judged.site.sdk for judged in report.judged}
    return _per_group(groups, report, found)


def _by_team(report: Report) -> list[tuple[str, ...]]:
    groups = {judged.site.site_id: _team(judged) for judged in report.judged}
    sited = (finding for finding in report.findings if finding.site_id)
    found = Counter(groups.get(str(each.site_id), each.owner or _NOBODY) for each in sited)
    return _per_group(groups, report, found)


_TABLES = {"code": _by_code, "sdk": _by_sdk, "team": _by_team}
_NUMBERS = ("findings", "sites", "owned")
_HEADS = {
    "code": ("findings", "code", "rule"),
    "sdk": ("findings", "sites", "owned", "sdk"),
    "team": ("findings", "sites", "owned", "team"),
}


def _per_group(
    groups: Mapping[str, str], report: Report, found: Counter[str]
) -> list[tuple[str, ...]]:
    sites = Counter(groups[judged.site.site_id] for judged in report.judged)
    owned = Counter(
        groups[judged.site.site_id]
        for judged in report.judged
        if judged.ownership.status == "owned"
    )
    names = sorted({*sites, *found}, key=lambda name: (-found[name], -sites[name], name))
    return [(str(found[name]), str(sites[name]), str(owned[name]), name) for name in names]


def _team(judged: Judged) -> str:
    tags = judged.ownership.tags
    return (tags["team_id"] or _DYNAMIC) if "team_id" in tags else _NOBODY


def _ranked(counter: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _aligned(by: By, rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Numbers to the right, words to the left."""
    table = [_HEADS[by], *([*map(printable, row)] for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = (
            cell.rjust(width) if head in _NUMBERS else cell.ljust(width)
            for head, cell, width in zip(table[0], row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()
