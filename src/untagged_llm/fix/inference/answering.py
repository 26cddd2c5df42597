"""From the evidence about one file to an answer for one key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.fix.inference import hints
from untagged_llm.fix.inference.answer import Answer, Value
from untagged_llm.fix.inference.deciding import decided
from untagged_llm.policy.tags import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from untagged_llm.fix.inference.answer import Confidence
    from untagged_llm.fix.inference.claim import Claim
    from untagged_llm.fix.inference.heard import Heard, Source

_PLACEHOLDER = re.compile(
    r".*[$<>{}].*|your[-_ ].*|(?:change|replace)[-_ ]?me|insert[-_ ].*|example|todo|tbd|fixme|"
    r"x{3,}|none|null|unknown.*|placeholder.*|n/?a",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one file.

    `explicit` are values that nothing may contradict; `heard` what the repository's sources
    say, in their order; `nearby` the claims of the module's other sites; `known` by key the
    values that somebody lists. `remedy` says what to configure, with "KEY" for the key.
    """

    explicit: Mapping[str, Value]
    heard: Sequence[tuple[Source, Heard]]
    nearby: Sequence[Claim]
    known: Mapping[str, Collection[str]]
    remedy: Callable[[], str]


def answer(key: str, evidence: Evidence) -> Answer:
    """The answer for `key`."""
    if key in evidence.explicit:
        return Answer(key, (evidence.explicit[key],))
    claims = decided(_by_source(key, evidence))
    silent = next((claim for claim in claims if claim.value is None), None)
    if silent:
        return Answer(key, (), f"left without an owner on purpose: {silent.source}", unowned=True)
    troubles = _troubles(key, evidence)
    is_doubted = bool(troubles) or len(claims) > 1
    found = tuple(_value(claim, evidence, is_doubted) for claim in claims)
    values = tuple(value for value in found if _is_listed(value, evidence))
    if len(values) > 1:
        return Answer(key, values, hints.choices(values))
    if values:
        return Answer(key, values, "; ".join(troubles))
    if found:
        return Answer(key, (), hints.unlisted(found, evidence.known[key]))
    return Answer(key, (), "; ".join((*troubles, _advice(key, evidence))))


def _by_source(key: str, evidence: Evidence) -> list[list[Claim]]:
    known = evidence.known.get(key)
    sources = [heard.claims for _, heard in evidence.heard]
    nearby = [each for each in evidence.nearby if not known or each.value in known]
    return [
        [claim for claim in claims if claim.key == key and not is_placeholder(claim.value)]
        for claims in (*sources, nearby)
    ]


def is_placeholder(value: str | None) -> bool:
    """Whether a value only holds the place of one ("your-team")."""
    return value is not None and bool(_PLACEHOLDER.fullmatch(value.strip()))


def _troubles(key: str, evidence: Evidence) -> tuple[str, ...]:
    """Why a source that goes before the one that leads could not be heard."""
    found: list[str] = []
    for source, heard in evidence.heard:
        if source.keys is None or key in source.keys:
            found += heard.troubles
            if any(claim.key == key for claim in heard.claims):
                break
    return tuple(dict.fromkeys(found))


def _value(claim: Claim, evidence: Evidence, is_doubted: bool) -> Value:
    certain = claim.certain and not is_doubted
    spelled = _as_listed(str(claim.value), evidence.known.get(claim.key, ()))
    confidence: Confidence = "certain" if certain else "likely"
    return Value(claim.key, spelled, claim.source, confidence, claim.env)


def _as_listed(value: str, known: Collection[str]) -> str:
    """A listed name that differs in case or separators only is what was meant."""
    if value in known:
        return value
    alike = [each for each in known if squash(each) == squash(value)]
    return alike[0] if len(alike) == 1 else value


def _is_listed(value: Value, evidence: Evidence) -> bool:
    known = evidence.known.get(value.key)
    return not known or value.value in known


def _advice(key: str, evidence: Evidence) -> str:
    for _, heard in evidence.heard:
        for about, said in heard.advice:
            if about == key:
                return said
    return evidence.remedy().replace("KEY", key)
