"""For people: the source line, the span underlined, what explains it, and the closing lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.model import Finding, Place, Related, Report
from untagged_llm.reporters.paint import Paint
from untagged_llm.reporters.place import shown_line, where
from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.reported import fix_mark, reported, severity
from untagged_llm.reporters.snippet import Frame, Mark, frame, snippet
from untagged_llm.reporters.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.reporters.options import RenderOptions

NAME = "text"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """Every finding with its source, then the summary."""
    for finding in reported(report):
        yield "\n".join(_finding(finding, options)) + "\n\n"
    for line in summary(report) if options.closing else ():
        yield line + "\n"


def _finding(finding: Finding, options: RenderOptions) -> Iterator[str]:
    paint = Paint(options.color, options.links)
    code = paint(severity(finding.code), f"{finding.code}{fix_mark(finding)} {finding.rule}")
    yield f"{code}: {paint('strong', printable(finding.message))}"
    primary = Place(finding.path, finding.range)
    near = [related for related in finding.related if related.place.path == finding.path]
    far = [related for related in finding.related if related.place.path != finding.path]
    marks = [_primary(finding, options), *(_secondary(each, options) for each in near)]
    around = frame([*marks, *(_secondary(each, options) for each in far)], options.width, paint)
    yield from _place("-->", primary, marks, around, options)
    for each in far:
        yield around.line()
        yield from _place(":::", each.place, [_secondary(each, options)], around, options)


def _primary(finding: Finding, options: RenderOptions) -> Mark:
    label = f"missing {', '.join(finding.missing)}" if finding.missing else ""
    number = shown_line(finding.path, finding.range.line, options)
    return Mark(finding.range, number, label, "^", severity(finding.code))


def _secondary(related: Related, options: RenderOptions) -> Mark:
    place = related.place
    number = shown_line(place.path, place.range.line, options)
    return Mark(place.range, number, related.message, "-", "frame")


def _place(
    arrow: str, place: Place, marks: list[Mark], around: Frame, options: RenderOptions
) -> Iterator[str]:
    """A heading and the source below it; the labels alone when there is no source."""
    paint = around.paint
    named = where(place.path, place.range.line, place.range.column, options)
    head = paint("frame", f"{' ' * around.gutter}{arrow}")
    yield f"{head} {paint.link(place.path, named)}"
    lines = options.source(place.path)
    if lines is not None:
        yield from snippet(lines, marks, around)
    else:
        yield from (around.line("", printable(mark.label)) for mark in marks if mark.label)
