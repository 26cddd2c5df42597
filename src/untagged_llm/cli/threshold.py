"""`--min-owned 80%`: how large a share of the sites must have an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    from untagged_llm.model import Report


def share(text: str) -> float:
    """A share between 0 and 1, given as "80%" or "0.8".

    Raises UsageError for anything else.
    """
    digits = text.strip().removesuffix("%")
    try:
        number = float(digits) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise UsageError(f"a share is written as 80% or 0.8, not '{text}'")
    return number


def is_below(report: Report, wanted: float, stream: TextIO) -> bool:
    """Whether fewer sites are owned than wanted; says so on `stream`. No sites are enough."""
    total = len(report.judged)
    owned = sum(judged.ownership.status == "owned" for judged in report.judged)
    if not total or owned / total >= wanted:
        return False
    print(
        f"untagged-llm: {owned} of {total} LLM sites have an owner ({owned / total:.0%}); "
        f"--min-owned asks for {wanted:.0%}",
        file=stream,
    )
    return True
