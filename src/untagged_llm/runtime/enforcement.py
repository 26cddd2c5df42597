"""What happens to a request that the policy has something to say against."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from untagged_llm.runtime.errors import UnownedRequestError
from untagged_llm.runtime.limits import check_limits

if TYPE_CHECKING:
    from untagged_llm.runtime.callsite import CallSite
    from untagged_llm.runtime.stamp import Stamp

log = logging.getLogger("untagged_llm")
_WARNED_AT_MOST = 1000
_warned: set[tuple[object, ...]] = set()


def enforce(stamp: Stamp, call: str, site: CallSite | None) -> None:
    """Let the request pass, warn about it once for each call site, or refuse it.

    Raises:
        UnownedRequestError: `on_missing` is "raise", and a tag is missing or may not be.
        LimitReachedError: the surrounding `limit(...)` is spent.
    """
    check_limits(call)
    if stamp.is_complete:
        return
    on_missing = stamp.terms.configuration.on_missing
    if on_missing == "raise":
        message = f"{_sentence(stamp, call, site)}; refused before it was sent"
        _note_refusal(message, stamp)
        raise UnownedRequestError(message)
    if on_missing == "warn":
        _warn_once(stamp, call, site)


def _warn_once(stamp: Stamp, call: str, site: CallSite | None) -> None:
    key = (site, stamp.missing, stamp.problems)
    if key not in _warned and len(_warned) < _WARNED_AT_MOST:
        _warned.add(key)
        log.warning("%s", _sentence(stamp, call, site))


def _sentence(stamp: Stamp, call: str, site: CallSite | None) -> str:
    reasons = list(stamp.problems)
    if stamp.missing:
        reasons.insert(0, f"it has no {', '.join(stamp.missing)}")
    place = f" at {site}" if site else ""
    mend = "" if not stamp.missing else f'; tag(client, {stamp.missing[0]}="...") gives it one'
    return f"{call or 'a request'}{place} is not owned: {'; '.join(reasons)}{mend}"


def _note_refusal(message: str, stamp: Stamp) -> None:
    from untagged_llm.runtime.event import Notice
    from untagged_llm.runtime.recorder import recorder

    recorder().record(
        Notice(time_ns=time.time_ns(), kind="refused", message=message, tags=stamp.tags)
    )
