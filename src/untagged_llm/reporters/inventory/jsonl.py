"""One JSON object a site, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.objects import dumps, site_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "jsonl"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """A line for every site, as `site.schema.json` has it."""
    return (dumps(site_object(judged)) + "\n" for judged in report.judged)
