"""ULM104: an owner that is nearly one of those that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.offer import Edit, Left, Offer, Respell
from untagged_llm.rules.owners import nearest_owner, unknown_owner

if TYPE_CHECKING:
    from untagged_llm.model import Finding, Judged, Tag
    from untagged_llm.rules import Context

OTHER = "the owner changes; only you know that the name was a slip"


def of_misnamed(finding: Finding, judged: Judged, context: Context) -> Offer | Left:
    """The nearest name that exists, written in place of the one that does not."""
    tag = _reported(finding, judged, context)
    key = context.policy.canonical(tag.key) if tag else None
    if tag is None or key is None or not tag.value:
        return _left(finding, "the name is packed with others in one value")
    nearest = nearest_owner(key, tag.value, context)
    if nearest is None:
        return _left(finding, f"no {key} of the catalog is like {tag.value!r}")
    message = f"Write {key} {nearest!r} in place of {tag.value!r}"
    edit = Edit(tag.place, Respell(tag.value, nearest))
    return Offer(finding.code, finding.site_id, (edit,), "unsafe", message, OTHER)


def _reported(finding: Finding, judged: Judged, context: Context) -> Tag | None:
    """The tag that the finding points at: in its range, or in the file that it names."""
    places = {(finding.path, finding.range)}
    places.update((each.place.path, each.place.range) for each in finding.related)
    for use in judged.site.carriers:
        for tag in use.tags:
            key = context.policy.canonical(tag.key)
            unknown = key and tag.value and unknown_owner(key, tag.value, context)
            if unknown and (tag.place.path, tag.place.range) in places:
                return tag
    return None


def _left(finding: Finding, reason: str) -> Left:
    return Left(finding.code, finding.site_id, reason)
