"""Does a code match one of the codes or prefixes that somebody wrote?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def covers(written: Collection[str], code: str) -> bool:
    """Whether `code` is named by `written`: codes, prefixes ("ULM1") or "ALL"; all if empty."""
    return not written or any(prefix == "ALL" or code.startswith(prefix) for prefix in written)
