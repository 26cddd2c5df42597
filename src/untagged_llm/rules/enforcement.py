"""Which of a file's sites answer for missing ownership: what `enforce` means.

`either` blames a client once, at its construction, and not again at each of its calls; but a
client whose every call carries its own tags is blamed for nothing. `client` wants the tags at
constructions, `call` at calls.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.model import Judged
from untagged_llm.rules.mend import takes_tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Kind, Status
    from untagged_llm.rules.context import Context

LACKING: frozenset[Status] = frozenset({"unowned", "partial", "traced-only"})
AT_THE_CALL = frozenset({"call", "derive", "ambient"})


def blamed(context: Context, kind: Kind, statuses: frozenset[Status]) -> Iterator[Judged]:
    """The sites of `kind` to report whose status is one of `statuses`.

    Under `enforce = "call"` a call is judged by what it is given itself, so the ownership that
    comes back may differ from the file's.
    """
    for judged in context.judged:
        if judged.site.kind == kind:
            seen = _as_enforced(judged, context)
            if seen.ownership.status in statuses and _answers(seen, context):
                yield seen


def _as_enforced(judged: Judged, context: Context) -> Judged:
    if context.settings.enforce != "call" or judged.site.kind != "call":
        return judged
    own = tuple(use for use in judged.site.carriers if use.level in AT_THE_CALL)
    narrowed = replace(judged.site, carriers=own)
    return Judged(judged.site, context.policy.judge(narrowed))


def _answers(judged: Judged, context: Context) -> bool:
    if judged.site.kind == "construct":
        return _construction_answers(judged, context)
    return _call_answers(judged, context)


def _construction_answers(judged: Judged, context: Context) -> bool:
    if judged.ownership.status not in LACKING or not takes_tags(judged.site, context):
        return False
    if context.settings.enforce == "either":
        return not _calls_carry_their_own(judged, context)
    return context.settings.enforce == "client"


def _call_answers(judged: Judged, context: Context) -> bool:
    construction = _construction(judged, context)
    if context.settings.enforce == "call" or construction is None:
        return True
    if context.settings.enforce == "client":
        return not takes_tags(construction.site, context)
    return not _construction_answers(construction, context)


def _calls_carry_their_own(judged: Judged, context: Context) -> bool:
    calls = context.calls_of(judged.site.site_id)
    return bool(calls) and all(_carries_its_own(call) for call in calls)


def _carries_its_own(call: Judged) -> bool:
    """Whether a call is owned, or may be by what it is given itself.

    That its client may be another, tagged one (`client or OpenAI()`) excuses no construction.
    """
    if call.ownership.status == "unverifiable":
        opened = any(use.open and use.level in AT_THE_CALL for use in call.site.carriers)
        return opened or call.site.open_arguments
    return call.ownership.status not in LACKING


def _construction(judged: Judged, context: Context) -> Judged | None:
    site_id = judged.site.client_site_id
    return context.construct(site_id) if site_id else None
