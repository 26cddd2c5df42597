"""The resolution trace of a line: built here, handed on there, tags seen, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.checking import Outcome
    from untagged_llm.model import CarrierUse, Judged, Place

WHY = {
    "owned": "every required key is there",
    "partial": "some required keys are there, others are not",
    "unowned": "no carrier that counts holds a required key",
    "unverifiable": "a mapping that cannot be seen into may hold what is missing",
    "traced-only": "the tags stay in this process: no carrier takes them to the provider",
}


def explain_place(path: str, line: int, config: str | None) -> int:
    """Print how every site on that line was understood. Raises UsageError when there is none."""
    from untagged_llm.checking import Options, check

    outcome = check([path], Options(config=Path(config) if config else None))
    here = [judged for judged in outcome.report.judged if _covers(judged, line)]
    if not here:
        raise UsageError(_nothing(path, line, outcome))
    print("\n\n".join("\n".join(_explained(judged, outcome)) for judged in here))
    return 0


def _covers(judged: Judged, line: int) -> bool:
    span = judged.site.range
    return span.line <= line <= span.end_line or judged.site.name_line == line


def _nothing(path: str, line: int, outcome: Outcome) -> str:
    for error in outcome.report.errors:
        return f"{error.path}:{error.line}: {error.message}"
    lines = sorted({judged.site.range.line for judged in outcome.report.judged})
    known = f"; they are on {', '.join(map(str, lines))}" if lines else "; the file has none"
    return f"no LLM client or call is seen on line {line} of {path}{known}"


def _explained(judged: Judged, outcome: Outcome) -> Iterator[str]:
    site, ownership = judged.site, judged.ownership
    what = "construction of" if site.kind == "construct" else "call of"
    yield f"{site.path}:{site.range.line}:{site.range.column}: {what} {site.callable}"
    yield f"  SDK: {site.sdk}; site {site.site_id}"
    if site.model:
        yield f"  model: {site.model}"
    yield "  how it got here:"
    for step in site.trace:
        yield f"    {_at(step.place)}: {step.note}{_quoted(step.place, outcome)}"
    yield "  tags seen:" if site.carriers else "  tags seen: none"
    for use in site.carriers:
        yield f"    {_at(use.value_place)}: {_carried(use)}"
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


def _at(place: Place) -> str:
    return f"{place.path}:{place.range.line}:{place.range.column}"


def _quoted(place: Place, outcome: Outcome) -> str:
    lines = outcome.texts.lines(place.path) or []
    number = place.range.line
    text = lines[number - 1].strip() if number <= len(lines) else ""
    return f"    | {text}" if text else ""
