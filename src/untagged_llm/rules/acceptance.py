"""What a provider does not take: parameters it refuses, conditions, limits, header syntax."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from untagged_llm.policy.conditions import Condition
from untagged_llm.rules.rows import call_path, sdk_of, wants_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import CarrierUse, Place, Site
    from untagged_llm.policy.settings import Settings
    from untagged_llm.sdks.schema import Carrier, Limits, Rejected

Objection = tuple["Place", str]

USER_ID_ONLY = frozenset({"anthropic", "anthropic_legacy"})
"""SDKs whose refused `metadata=` exists after all, for the one key `user_id`."""


def refused(site: Site, settings: Settings) -> Iterator[Objection]:
    """Metadata parameters of a call that its SDK has no place for."""
    sdk = sdk_of(site, settings)
    for row in sdk.rejected if sdk and site.kind == "call" else ():
        argument = site.arguments.get(row.param)
        if argument is None or not _applies(row, call_path(site, settings)):
            continue
        if site.sdk not in USER_ID_ONLY:
            yield argument.place, f"takes no {row.param}: drop it, the call fails or ignores it"
        elif strangers := _strangers(site, row.param):
            yield (
                argument.place,
                f"takes only user_id in {row.param}, not {strangers}: send headers instead",
            )


def _applies(row: Rejected, path: str) -> bool:
    if row.param.rpartition(".")[2] != "metadata":
        return False
    return any(_covers(each.strip(), path) for each in row.on.split(","))


def _covers(pattern: str, path: str) -> bool:
    if pattern.startswith("every "):
        return True
    return any(fnmatchcase(path, each) for each in (pattern, f"{pattern}.*"))


def _strangers(site: Site, param: str) -> str:
    inner = (key.partition(".") for key in site.arguments if key.startswith(f"{param}."))
    return ", ".join(sorted({key for _, _, key in inner} - {"user_id"}))


def objections(use: CarrierUse, row: Carrier | None, site: Site) -> Iterator[Objection]:
    """What the provider has against the content of one carrier."""
    if row is not None:
        yield from _condition(use, row, site)
        yield from _not_json(use, site)
        yield from _too_many(use, row.limits)
        yield from _misfits(use, row.limits)
    if use.reach == "http-header":
        yield from _bad_headers(use)


def _condition(use: CarrierUse, row: Carrier, site: Site) -> Iterator[Objection]:
    condition = Condition.read(row.requires)
    if condition is None or not use.tags or site.open_arguments:
        return
    if condition.verdict(site.arguments) == "unmet":
        wanted = f"{condition.argument}={condition.wanted}"
        with_ = "with" if condition.negated else "without"
        yield use.value_place, f"is rejected {with_} {wanted}: send headers instead"


def _not_json(use: CarrierUse, site: Site) -> Iterator[Objection]:
    given = site.arguments.get(use.param)
    if wants_json(site) and use.tags and given is not None and given.kind == "mapping":
        yield use.value_place, "is JSON text here: give json.dumps(...) of the mapping"


def _too_many(use: CarrierUse, limits: Limits) -> Iterator[Objection]:
    count = len({tag.key for tag in use.tags})
    if limits.pairs is not None and count > limits.pairs:
        yield use.value_place, f"holds {count} pairs, the provider takes {limits.pairs}"


def _misfits(use: CarrierUse, limits: Limits) -> Iterator[Objection]:
    for tag in use.tags:
        yield from _misfit("key", tag.key, tag.key, limits.key_len, limits.charset, tag.place)
        if tag.value is not None:
            value = tag.value
            yield from _misfit("value", tag.key, value, limits.value_len, limits.charset, tag.place)


def _misfit(
    what: str, key: str, text: str, longest: int | None, charset: str | None, place: Place
) -> Iterator[Objection]:
    where = f"{what} {key!r}" if what == "key" else f"{what} of {key!r}"
    if longest is not None and len(text) > longest:
        yield place, f"{where} has {len(text)} characters, the provider takes {longest}"
    foreign = _foreign(text, charset or "")
    if foreign:
        yield place, f"{where} has {foreign!r}, the provider takes only {charset}"


def _foreign(text: str, charset: str) -> str:
    """The first character of `text` that a registry charset ("[a-z0-9_-], ...") does not have."""
    allowed = re.match(r"\[(?:\\.|[^\]])+\]", charset)
    if allowed is None:
        return ""
    international = "international" in charset
    strange = (c for c in text if not _in_class(allowed[0], c, international))
    return next(strange, "")


def _in_class(allowed: str, character: str, international: bool) -> bool:
    if international and not character.isascii():
        return character.isalpha() and not character.isupper()
    return re.match(_safe(allowed), character) is not None


def _safe(allowed: str) -> str:
    """The class as a regular expression; providers print a bare "-" where `re` wants a range."""
    return allowed.replace(",-.", r",\-.")


def _bad_headers(use: CarrierUse) -> Iterator[Objection]:
    for tag in use.tags:
        for what, text in (("name", tag.key), ("value", tag.value or "")):
            if "\n" in text or "\r" in text:
                yield tag.place, f"header {tag.key!r} has a line break in its {what}"
            elif not text.isascii():
                yield tag.place, f"header {tag.key!r} has non-ASCII characters in its {what}"
