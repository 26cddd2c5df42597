"""One line a finding, as compilers write it: `path:line:column: CODE message`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.paint import Paint
from untagged_llm.reporters.place import where
from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.reported import fix_mark, reported, severity
from untagged_llm.reporters.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "concise"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """A line for every finding, then the summary."""
    paint = Paint(options.color, options.links)
    for finding in reported(report):
        named = where(finding.path, finding.range.line, finding.range.column, options)
        place = paint.link(finding.path, named)
        code = paint(severity(finding.code), finding.code)
        yield f"{place}: {code}{fix_mark(finding)} {printable(finding.message)}\n"
    for line in summary(report) if options.closing else ():
        yield line + "\n"
