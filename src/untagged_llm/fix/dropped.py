"""ULM106: metadata that does not arrive, moved to a carrier that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.answers import Unanswered, chosen, unsure
from untagged_llm.fix.offer import AsJson, Edit, Left, Move, Offer
from untagged_llm.fix.placing import give, ranked
from untagged_llm.fix.spelling import Unfit, holds_headers, pairs_for
from untagged_llm.model import Judged, Place
from untagged_llm.policy.gateways.preset import owner_headers
from untagged_llm.rules.acceptance import USER_ID_ONLY, objections, refused
from untagged_llm.rules.naming import called, listed
from untagged_llm.rules.rows import carrier_of, wants_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.fix.inference.answer import Answer, Value
    from untagged_llm.model import Finding, Site
    from untagged_llm.rules import Context
    from untagged_llm.sdks.schema import Carrier

MOVED = "the provider no longer gets what is in {}"
BY_HAND = "the value itself has to be changed: only you know to what"
"""A header's characters, a key's length: no other carrier makes it fit."""


def of_dropped(
    finding: Finding, judged: Judged, context: Context, answers: Mapping[str, Answer]
) -> Offer | Left:
    """The entries that do not arrive, in a carrier where they do."""
    site = judged.site
    try:
        if wants_json(site) and finding.code == "ULM106":
            return _as_json(finding, site)
        for param, keys in strandeds(site, context).items():
            return _moved(finding, judged, context, answers, param, keys)
    except Unanswered as missing:
        return Left(finding.code, finding.site_id, str(missing), missing.choices)
    except Unfit as problem:
        return Left(finding.code, finding.site_id, str(problem))
    return Left(finding.code, finding.site_id, BY_HAND)


def strandeds(site: Site, context: Context) -> Mapping[str, tuple[str, ...]]:
    """Arguments of the call that the provider refuses, with the ownership keys in them."""
    found = {param: keys for param, keys in _refused(site, context) if keys}
    return dict(found)


def _refused(site: Site, context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    places = {place.range for place, _ in refused(site, context.settings)}
    kept = {"user_id"} if site.sdk in USER_ID_ONLY else set()
    for param, argument in site.arguments.items():
        if argument.place.range in places:
            inner = [key for key in _inner(site, param) if key not in kept]
            yield param, _owner_keys(inner, context)
    for use in site.carriers:
        row = carrier_of(use, context.settings)
        if use.level != "call" or row is None or not row.requires or row.inside:
            continue
        if any("is rejected" in why for _, why in objections(use, row, site)):
            yield use.param, _owner_keys([tag.key for tag in use.tags], context)


def _inner(site: Site, param: str) -> list[str]:
    return [key.partition(".")[2] for key in site.arguments if key.startswith(f"{param}.")]


def _owner_keys(keys: list[str], context: Context) -> tuple[str, ...]:
    return tuple(key for key in keys if context.policy.canonical(key) is not None)


def _as_json(finding: Finding, site: Site) -> Offer | Left:
    for use in site.carriers:
        argument = site.arguments.get(use.param)
        if use.level == "call" and argument is not None and argument.kind == "mapping":
            edit = Edit(argument.place, AsJson())
            message = f"Give {use.param} as JSON text: json.dumps(...)"
            return Offer(finding.code, finding.site_id, (edit,), "safe", message)
    return Left(finding.code, finding.site_id, BY_HAND)


def _moved(
    finding: Finding,
    judged: Judged,
    context: Context,
    answers: Mapping[str, Answer],
    param: str,
    keys: tuple[str, ...],
) -> Offer | Left:
    site = judged.site
    row = next((row for row in ranked(site, context) if row.param != param), None)
    if row is None:
        return Left(finding.code, finding.site_id, f"{called(site)} has no other place for tags")
    moved = tuple((key, _spelt(key, row, context)) for key in keys)
    values = _rest(judged, context, answers, keys)
    pairs = pairs_for(row, values, context.settings.gateway, ())
    edit = Edit(Place(site.path, site.range), Move(param, moved, give(row, site, pairs)))
    message = f"Move {listed(keys)} from {param} to {row.param}"
    why = unsure(values) or MOVED.format(param)
    return Offer(finding.code, finding.site_id, (edit,), "unsafe", message, why, values)


def _spelt(key: str, row: Carrier, context: Context) -> str:
    canonical = context.policy.canonical(key) or key
    if not holds_headers(row):
        return canonical
    return next(iter(owner_headers({canonical: ""})))


def _rest(
    judged: Judged, context: Context, answers: Mapping[str, Answer], keys: tuple[str, ...]
) -> tuple[Value, ...]:
    """The required values that the moved entries do not bring."""
    brought = {context.policy.canonical(key) for key in keys}
    missing = [key for key in judged.ownership.missing if key not in brought]
    return tuple(value for value in chosen(judged, missing, answers) if value.key not in brought)
