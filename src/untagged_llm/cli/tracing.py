"""`untagged-llm explain PATH:LINE`: the trace of the sites on a line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.checking import Options, check
from untagged_llm.checking.trace import explained, sites_at
from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    from untagged_llm.checking import Outcome


def explain_place(path: str, line: int, config: str | None) -> int:
    """Print how every site on that line was understood. Raises UsageError when there is none."""
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder; explain takes a file's line, such as src/app.py:12")
    outcome = check([path], Options(config=Path(config) if config else None))
    here = sites_at(outcome, line)
    if not here:
        raise UsageError(_nothing(path, line, outcome))
    print("\n\n".join("\n".join(explained(judged, outcome)) for judged in here))
    return 0


def _nothing(path: str, line: int, outcome: Outcome) -> str:
    for error in outcome.report.errors:
        return f"{error.path}:{error.line}: {error.message}"
    lines = sorted({judged.site.range.line for judged in outcome.report.judged})
    known = f"; they are on {', '.join(map(str, lines))}" if lines else "; the file has none"
    return f"no LLM client or call is seen on line {line} of {path}{known}"
