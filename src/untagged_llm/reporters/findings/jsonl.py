"""One JSON object a finding, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.objects import dumps, finding_object
from untagged_llm.reporters.reported import reported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "jsonl"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """A line for every finding, as `finding.schema.json` has it."""
    return (dumps(finding_object(finding)) + "\n" for finding in reported(report))
