"""From what the sources say to one answer.

Sources are asked in a fixed order and the first that knows the key leads. A later one is heard
in two cases: it names one of several candidates, or it speaks for a deeper folder than the
leader and contradicts it. A contradiction is nothing that we may settle: both stay candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import Claim, distinct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Standing:
    """The candidates so far. `listed`: they are one source's list, of which none is said of
    the file itself."""

    claims: tuple[Claim, ...] = ()
    listed: bool = False

    @property
    def depth(self) -> int:
        """The deepest folder that a candidate speaks for."""
        return max((claim.depth for claim in self.claims), default=-1)


def decided(sources: Iterable[Sequence[Claim]]) -> tuple[Claim, ...]:
    """The claims that stand after all `sources`, each a source's claims about the same key."""
    standing = Standing()
    words = [distinct(source) for source in sources]
    for heard in filter(None, words):
        standing = _heard(standing, heard)
    variables = {claim.value: claim.env for heard in words for claim in heard if claim.env}
    return tuple(replace(claim, env=variables.get(claim.value)) for claim in standing.claims)


def _heard(before: Standing, heard: tuple[Claim, ...]) -> Standing:
    if not before.claims:
        return Standing(heard, listed=len(heard) > 1)
    if len(before.claims) > 1:
        return _narrowed(before, heard)
    return _challenged(before, heard)


def _narrowed(before: Standing, heard: tuple[Claim, ...]) -> Standing:
    """One word about several candidates: it picks one, or says better than a mere list."""
    if len(heard) > 1:
        return _challenged(before, heard)
    (word,) = heard
    named = tuple(claim for claim in before.claims if word.says(claim.value))
    if named:
        return Standing((_confirmed(named[0], word, before.listed),))
    if not before.listed or word.depth < before.depth:
        return _challenged(before, heard)
    is_better = word.depth > before.depth
    return Standing(heard) if is_better else Standing((*before.claims, word), listed=True)


def _confirmed(named: Claim, word: Claim, listed: bool) -> Claim:
    """The candidate in the spelling of the source that goes first, as the later one places it."""
    certain = named.certain and word.certain and listed
    return Claim(named.key, named.value, word.source, word.depth, certain)


def _challenged(before: Standing, heard: tuple[Claim, ...]) -> Standing:
    deeper = tuple(claim for claim in heard if claim.depth > before.depth)
    return Standing(distinct((*before.claims, *deeper)))
