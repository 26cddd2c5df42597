"""`untagged-llm explain PATH:LINE`: the trace of the sites on a line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.checking import Options, check
from untagged_llm.checking.trace import explained, sites_at
from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    from untagged_llm.checking import Outcome


def explain_place(path: str, line: int, cell: int | None, config: str | None) -> int:
    """Print how every site on that line was understood. Raises UsageError when there is none."""
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder; explain takes a file's line, such as src/app.py:12")
    outcome = check([path], Options(config=Path(config) if config else None))
    here = sites_at(outcome, _line_of_code(path, line, cell, outcome))
    if not here:
        raise UsageError(_nothing(path, line, cell, outcome))
    print("\n\n".join("\n".join(explained(judged, outcome)) for judged in here))
    return 0


def _line_of_code(path: str, line: int, cell: int | None, outcome: Outcome) -> int:
    if cell is None:
        return line
    found = outcome.texts.line(path, cell, line)
    if found is None:
        raise UsageError(f"{path} has no code cell {cell}")
    return found


def _nothing(path: str, line: int, cell: int | None, outcome: Outcome) -> str:
    sites = sorted({judged.site.range.line for judged in outcome.report.judged})
    if not sites:
        for error in outcome.report.errors:
            return f"{outcome.texts.place(error.path, error.line, error.column)}: {error.message}"
    places = [_short(path, each, outcome) for each in sites]
    known = f"; they are on {', '.join(places)}" if places else "; the file has none"
    on = f"line {line} of {'' if cell is None else f'cell {cell} of '}{path}"
    return f"no LLM client or call is seen on {on}{known}"


def _short(path: str, line: int, outcome: Outcome) -> str:
    located = outcome.texts.locate(path, line)
    return str(line) if located is None else f"cell {located[0]}:{located[1]}"
