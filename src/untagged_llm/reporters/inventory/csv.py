"""Comma-separated values with a header: one row a site, one column an ownership key."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from untagged_llm.reporters.objects import site_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.model import Judged, Report
    from untagged_llm.reporters.options import RenderOptions
from untagged_llm.reporters.printable import printable

NAME = "csv"
DYNAMIC = "<dynamic>"
_FIELDS = (
    *("path", "line", "column", "end_line", "end_column", "kind", "sdk", "callable", "client"),
    *("status", "reach", "open", "model", "stream", "site_id"),
)


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """A tag that is only known at run time reads `<dynamic>`; a missing one is empty."""
    keys = sorted({key for judged in report.judged for key in judged.ownership.tags})
    yield _line([*_FIELDS, *(f"ownership.{printable(key)}" for key in keys)])
    for judged in report.judged:
        yield _line([*_fixed(judged), *_tags(judged, keys)])


def _fixed(judged: Judged) -> Iterator[str]:
    values = site_object(judged)
    return (_text(values[field]) for field in _FIELDS)


def _tags(judged: Judged, keys: Sequence[str]) -> Iterator[str]:
    tags = judged.ownership.tags
    return (printable(tags[key] or DYNAMIC) if key in tags else "" for key in keys)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else printable(str(value))


def _line(row: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(row)
    return buffer.getvalue()
