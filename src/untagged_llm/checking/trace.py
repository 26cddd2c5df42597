"""How a site was understood: built here, handed on there, tags seen in this carrier, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.checking.options import Outcome
    from untagged_llm.model import CarrierUse, Judged, Place

WHY = {
    "owned": "every required key is there",
    "partial": "some required keys are there, others are not",
    "unowned": "no carrier that counts holds a required key",
    "unverifiable": "a mapping that cannot be seen into may hold what is missing",
    "traced-only": "the tags stay in this process: no carrier takes them to the provider",
}


def sites_at(outcome: Outcome, line: int) -> list[Judged]:
    """The sites that a line is part of, in a notebook one of the code of all cells."""
    return [judged for judged in outcome.report.judged if _covers(judged, line)]


def explained(judged: Judged, outcome: Outcome) -> Iterator[str]:
    """The trace of a site, line by line."""
    site, ownership = judged.site, judged.ownership
    what = "construction of" if site.kind == "construct" else "call of"
    place = outcome.texts.place(site.path, site.range.line, site.range.column)
    yield f"{place}: {what} {site.callable}"
    yield f"  SDK: {site.sdk}; site {site.site_id}"
    if site.model:
        yield f"  model: {site.model}"
    yield "  how it got here:"
    for step in site.trace:
        yield f"    {_at(step.place, outcome)}: {step.note}{_quoted(step.place, outcome)}"
    yield "  tags seen:" if site.carriers else "  tags seen: none"
    for use in site.carriers:
        yield f"    {_at(use.value_place, outcome)}: {_carried(use)}"
    yield f"  status: {ownership.status} ({WHY[ownership.status]})"
    if ownership.missing:
        yield f"  missing: {', '.join(ownership.missing)}"
    for finding in outcome.report.findings:
        if finding.site_id == site.site_id:
            yield f"  reported: {finding.code} {finding.message}"


def _carried(use: CarrierUse) -> str:
    tags = [f"{tag.key}={'(run time)' if tag.value is None else tag.value}" for tag in use.tags]
    if use.open:
        tags.append(f"and more ({use.why_open or 'cannot be seen into'})")
    given = {"construct": "at the construction", "call": "at the call", "derive": "when derived"}
    where = given.get(use.level, f"by the {use.level}")
    return f"{use.param}= {where}, reach {use.reach}: {', '.join(tags) or 'no tags'}"


def _at(place: Place, outcome: Outcome) -> str:
    return outcome.texts.place(place.path, place.range.line, place.range.column)


def _quoted(place: Place, outcome: Outcome) -> str:
    lines = outcome.texts.lines(place.path) or []
    number = place.range.line
    text = lines[number - 1].strip() if number <= len(lines) else ""
    return f"    | {text}" if text else ""


def _covers(judged: Judged, line: int) -> bool:
    span = judged.site.range
    return span.line <= line <= span.end_line or judged.site.name_line == line
