"""Whether the SDK on the stack will send a failed request once more, which only it knows.

Asked for failed attempts alone, so that looking at frames costs successful ones nothing.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

_DEPTH = 40
_WORTH_IT = frozenset({408, 409, 429})


def will_be_retried(answer: Any = None, status: int | None = None) -> bool:
    """For an attempt that just failed: `answer` is the HTTP response, None when there was none."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(_DEPTH):
        if frame is None:
            return False
        names = frame.f_code.co_varnames
        if "remaining_retries" in names and "retries_taken" in names:
            return _by_count(frame.f_locals, answer, status)
        if "retry_state" in names and "tenacity" in frame.f_code.co_filename:
            return _by_tenacity(frame.f_locals, status)
        frame = frame.f_back
    return False


def _by_count(names: dict[str, Any], answer: Any, status: int | None) -> bool:
    """The SDKs that Stainless makes: openai, anthropic, groq and many more."""
    if names.get("remaining_retries", 0) <= 0:
        return False
    if answer is None:
        return True
    should_retry = getattr(names.get("self"), "_should_retry", None)
    return bool(should_retry(answer)) if callable(should_retry) else _worth_it(status)


def _by_tenacity(names: dict[str, Any], status: int | None) -> bool:
    """google-genai."""
    state = names.get("retry_state")
    most = getattr(getattr(names.get("self"), "stop", None), "max_attempt_number", 0)
    return getattr(state, "attempt_number", 0) < most and (status is None or _worth_it(status))


def _worth_it(status: int | None) -> bool:
    return status is not None and (status in _WORTH_IT or status >= 500)
