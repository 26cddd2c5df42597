"""Deciding: from a finding to the offer that mends it, or the reason why there is none.

Nothing here looks at syntax or imports libcst: `check` asks it about every finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.dropped import of_dropped, strandeds
from untagged_llm.fix.misnamed import of_misnamed
from untagged_llm.fix.offer import Edit, Give, Left, Offer, Pair, Wishes
from untagged_llm.fix.owning import of_unowned
from untagged_llm.model import Place
from untagged_llm.rules.rows import wants_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.fix.inference.answer import Answer
    from untagged_llm.model import Finding, Judged
    from untagged_llm.rules import Context

FIXABLE = frozenset({"ULM101", "ULM102", "ULM103", "ULM104", "ULM106", "ULM301"})
"""The rules whose findings may have a fix."""

DEFAULT = Wishes()
LAST_CHUNK = "the stream then ends with a chunk that has usage and no choices"


def offer(
    finding: Finding,
    judged: Judged,
    context: Context,
    answers: Mapping[str, Answer],
    wishes: Wishes = DEFAULT,
) -> Offer | Left:
    """How the finding can be mended.

    `judged` is the site that the finding is about and `context` its file's, as the rules saw
    them; `answers` are what is known of the owner, by canonical key.
    """
    if finding.code in ("ULM101", "ULM102", "ULM103"):
        if strandeds(judged.site, context):
            return of_dropped(finding, judged, context, answers)
        return of_unowned(finding, judged, context, answers, wishes)
    if finding.code == "ULM104":
        return of_misnamed(finding, judged, context)
    if finding.code == "ULM106" and _lacks_more(judged):
        return of_unowned(finding, judged, context, answers, wishes)
    if finding.code == "ULM106":
        return of_dropped(finding, judged, context, answers)
    if finding.code == "ULM301":
        return _asking_for_usage(finding, judged)
    return Left(finding.code, finding.site_id, f"{finding.rule} has to be mended by hand")


def _lacks_more(judged: Judged) -> bool:
    """Whether the carrier that counts is mended by adding to it: ULM103 has the same edit."""
    status = judged.ownership.status
    return status == "traced-only" or (status == "partial" and wants_json(judged.site))


def _asking_for_usage(finding: Finding, judged: Judged) -> Offer:
    give = Give("stream_options", (Pair("include_usage", True),))
    edit = Edit(Place(judged.site.path, judged.site.range), give)
    message = 'Ask for usage: stream_options={"include_usage": True}'
    return Offer(finding.code, finding.site_id, (edit,), "unsafe", message, LAST_CHUNK)
