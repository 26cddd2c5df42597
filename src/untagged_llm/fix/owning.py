"""ULM101, ULM102, ULM103: the owner, put where the provider takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.fix.answers import Unanswered, chosen, told, unsure
from untagged_llm.fix.offer import Edit, Fill, Left, Offer, Pair, Surround, Tagged
from untagged_llm.fix.placing import begun, give, ranked, room
from untagged_llm.fix.spelling import Unfit, pairs_for
from untagged_llm.model import Judged, Place
from untagged_llm.policy.stamped import is_stamped
from untagged_llm.rules.naming import called, listed
from untagged_llm.rules.rows import carrier_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from untagged_llm.fix.inference.answer import Answer, Value
    from untagged_llm.fix.offer import Change, Wishes
    from untagged_llm.model import CarrierUse, Finding, Site
    from untagged_llm.rules import Context
    from untagged_llm.sdks.schema import Carrier

AT_RUN_TIME = "the code then needs untagged-llm at run time"
NO_CARRIER = "the SDK has no place for tags: untagged-llm adds them at run time"
SPREAD = "a ** mapping there may hold the same argument"


@dataclass(frozen=True, slots=True)
class Mend:
    """One edit of an offer, what it writes, and what makes it unsafe."""

    edit: Edit
    what: str
    why: str = ""


class Nowhere(ValueError):
    """A site that takes no tags. The message says why."""


def of_unowned(
    finding: Finding,
    judged: Judged,
    context: Context,
    answers: Mapping[str, Answer],
    wishes: Wishes,
) -> Offer | Left:
    """The missing keys with their answers, at the best place that takes them."""
    try:
        known = told(judged, context, answers)
        values = chosen(judged, finding.missing or judged.ownership.missing, known)
        mends = _mends(judged, context, values, wishes)
    except Unanswered as missing:
        return Left(finding.code, finding.site_id, str(missing), missing.choices)
    except (Unfit, Nowhere) as problem:
        return Left(finding.code, finding.site_id, str(problem))
    why = unsure(values) or next((mend.why for mend in mends if mend.why), "")
    return Offer(
        finding.code,
        finding.site_id,
        tuple(mend.edit for mend in mends),
        "unsafe" if why else "safe",
        f"{_title(values)}: {mends[0].what}",
        why,
        values,
        wishes.style == "constant",
    )


def _title(values: Sequence[Value]) -> str:
    pairs = [f"{value.key} {value.value!r}" for value in values]
    return f"Add {listed(pairs)}"


def _mends(
    judged: Judged, context: Context, values: Sequence[Value], wishes: Wishes
) -> tuple[Mend, ...]:
    if wishes.style == "runtime" and judged.site.kind == "construct":
        return (_tagged(judged.site, values),)
    if wishes.style in ("context", "runtime") and judged.site.kind == "call":
        return (_surrounded(judged.site, context, values, AT_RUN_TIME),)
    if judged.site.kind == "construct" and (wishes.at == "call" or wishes.style == "context"):
        calls = context.calls_of(judged.site.site_id)
        if calls:
            return tuple(each for call in calls for each in _mends(call, context, values, wishes))
    return (_given(judged, context, values),)


def _given(judged: Judged, context: Context, values: Sequence[Value]) -> Mend:
    site = judged.site
    use = begun(site, context)
    row = _row(use, site, context) if use is not None else None
    if row is not None and _has_room(row, site, values):
        return _into(row, site, context, values)
    best = _best(site, context, values)
    if best is not None:
        return best
    client = context.construct(site.client_site_id) if site.client_site_id else None
    at_client = _best(client.site, context, values) if client else None
    if client is not None and at_client is not None:
        return Mend(at_client.edit, f"{at_client.what} of its client", at_client.why)
    if site.kind == "call":
        return _surrounded(site, context, values, NO_CARRIER)
    raise Nowhere(f"{called(site)} takes no tags")


def _best(site: Site, context: Context, values: Sequence[Value]) -> Mend | None:
    roomy = (row for row in ranked(site, context) if _has_room(row, site, values))
    row = next(roomy, None)
    return _into(row, site, context, values) if row is not None else None


def _has_room(row: Carrier, site: Site, values: Sequence[Value]) -> bool:
    limit = room(row, site)
    return limit is None or len(values) <= limit


def _into(row: Carrier, site: Site, context: Context, values: Sequence[Value]) -> Mend:
    present = [tag.key for use in site.carriers for tag in use.tags if use.carrier == row.id]
    pairs = pairs_for(row, values, context.settings.gateway, present)
    change: Change = give(row, site, pairs)
    given = site.arguments.get(row.param)
    if given is not None and not _within(given.place, site):
        change, place = Fill(give(row, site, pairs)), given.place
        return Mend(Edit(place, change), f"{row.param} given in a mapping", SPREAD)
    why = SPREAD if site.open_arguments else _adjusted(pairs, values)
    return Mend(Edit(Place(site.path, site.range), change), _where(row), why)


def _row(use: CarrierUse, site: Site, context: Context) -> Carrier | None:
    """The carrier where an owner begins: the rest goes there too."""
    own = (row for row in ranked(site, context) if row.id == use.carrier)
    return next(own, None) or carrier_of(use, context.settings)


def _within(place: Place, site: Site) -> bool:
    """Whether an argument's value is written in the call itself, or may be in its callee."""
    here, outer = place.range, site.range
    if place.path != site.path:
        return False
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return start <= (here.line, here.column) and (here.end_line, here.end_column) <= end


def _adjusted(pairs: Sequence[Pair], values: Sequence[Value]) -> str:
    """Which value is written otherwise than its source has it, "" when none is."""
    written = " ".join(str(pair.value) for pair in pairs)
    changed = next((n for n, value in enumerate(values) if value.value not in written), None)
    if changed is None:
        return ""
    value = values[changed]
    became = f"becomes {pairs[changed].value!r}" if len(pairs) == len(values) else "is changed"
    return f"{value.key} {value.value!r} {became}: the provider takes only some characters"


def _where(row: Carrier) -> str:
    inside = "".join(f"[{step}]" for step in (row.inside or "").split(".") if step)
    return f"{row.param}{inside}"


def _surrounded(site: Site, context: Context, values: Sequence[Value], why: str) -> Mend:
    if not context.settings.owner_patches:
        raise Nowhere("owner-patches is false: with owner(...) reaches tagged clients only")
    if is_stamped(site, context.settings.tables) is False:
        raise Nowhere(f"{called(site)} sends in a way that with owner(...) does not reach")
    change = Surround(tuple(Pair(value.key, value.value, value.env) for value in values))
    return Mend(Edit(Place(site.path, site.range), change), "with owner(...)", why)


def _tagged(site: Site, values: Sequence[Value]) -> Mend:
    change = Tagged(tuple(Pair(value.key, value.value, value.env) for value in values))
    return Mend(Edit(Place(site.path, site.range), change), "tag(...)", AT_RUN_TIME)
