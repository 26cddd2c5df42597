"""The JSON of one cell's code, a list of lines or one string, with some lines exchanged."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from untagged_llm.fix import jsonspans

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def changed(raw: str, first: int, last: int, rows: Sequence[str]) -> str:
    """`raw` with the lines from `first` up to `last` as `rows`; other lines are kept literally."""
    value = json.loads(raw)
    if isinstance(value, str):
        return _dumped("".join(_exchanged(_LINE.findall(value), first, last, rows)), raw)
    old = [str(each) for each in value]
    rows_before = _LINE.findall("".join(old))
    if old != rows_before:
        # Not one line each: what is written anew is.
        raw = json.dumps(rows_before, ensure_ascii=raw.isascii())
    fresh = _exchanged(rows_before, first, last, rows)
    return _listed(raw, rows_before, fresh, first, last)


def _exchanged(old: Sequence[str], first: int, last: int, rows: Sequence[str]) -> list[str]:
    """The lines with their ends: each has one but the last, which has one if it had before."""
    end = _end_of(old[0]) if old and _end_of(old[0]) else "\n"
    whole = [*old[:first], *(row + end for row in rows), *old[last:]]
    if not whole:
        return whole
    whole[:-1] = [line if _end_of(line) else line + end for line in whole[:-1]]
    if not old or not _end_of(old[-1]):
        whole[-1] = whole[-1].removesuffix(end)
    return whole


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _listed(raw: str, old: Sequence[str], new: Sequence[str], first: int, last: int) -> str:
    spans = list(jsonspans.items(raw, 0))
    if len(spans) != len(old) or not spans:
        return json.dumps(list(new), ensure_ascii=raw.isascii())
    literals = [raw[start:end] for start, end in spans]
    kept = _kept(len(old), len(new), first, last)
    parts = [
        literals[kept[number]]
        if number in kept and old[kept[number]] == line
        else _dumped(line, raw)
        for number, line in enumerate(new)
    ]
    opening, closing = raw[: spans[0][0]], raw[spans[-1][1] :]
    between = raw[spans[0][1] : spans[1][0]] if len(spans) > 1 else "," + (opening[1:] or " ")
    return opening + between.join(parts) + closing


def _kept(old: int, new: int, first: int, last: int) -> dict[int, int]:
    """For the lines of the new text that were there before: which they were."""
    shift = new - old
    before = {number: number for number in range(first)}
    return before | {number + shift: number for number in range(last, old)}


def _dumped(text: str, raw: str) -> str:
    return json.dumps(text, ensure_ascii=raw.isascii())
