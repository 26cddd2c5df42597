"""A site seen through a policy: who owns it, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.model import Ownership
from untagged_llm.policy.evidence import Evidence, Pair, Reader
from untagged_llm.policy.reaches import farthest
from untagged_llm.policy.tags import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from untagged_llm.model import CarrierUse, Site, Status
    from untagged_llm.policy.settings import Settings

_INNERMOST_FIRST = ("call", "derive", "construct", "module", "ambient")
_RUNTIME = "untagged_llm"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a tag has to be, and to reach, for a request to be owned."""

    required: tuple[str, ...]
    accept: frozenset[str]
    vocabulary: Vocabulary
    reader: Reader

    @classmethod
    def from_settings(cls, settings: Settings) -> Policy:
        """The policy that a configuration declares."""
        vocabulary = Vocabulary(settings.spellings)
        required = tuple(vocabulary.canonical(key) or key for key in settings.required)
        reader = Reader(vocabulary, settings.tables, settings.owner_patches)
        return cls(required, settings.accept, vocabulary, reader)

    def canonical(self, key: str) -> str | None:
        """The canonical key that `key` spells under this policy, or None."""
        return self.vocabulary.canonical(key)

    def judge(self, site: Site) -> Ownership:
        """Who owns `site`: the tags of every carrier that acts on it and that counts.

        For a value the call beats a derived client, that the construction, that the module: what
        the SDK sends itself. The runtime replaces none of it; it adds the tags of a surrounding
        `with owner(...)`, and beneath them those of `tag(...)`. An empty value owns nothing, and
        a `**mapping` hides none where no argument takes tags.
        """
        seen = [self.reader.read(use, site) for use in sorted(site.carriers, key=_depth)]
        counted = [each for each in seen if each.reach in self.accept]
        rest = [each for each in seen if each.reach not in self.accept]
        held, traced = _standing(counted), _standing(rest)
        tags: dict[str, str | None] = {}
        for _, pair in held:
            tags.setdefault(pair.key, pair.value)
        missing = tuple(key for key in self.required if key not in tags)
        may_be_given = site.open_arguments and bool(site.accepts)
        is_open = may_be_given or any(each.open for each in counted)
        status = self._status(tags, {pair.key for _, pair in traced}, missing, is_open)
        reach = farthest(reach for reach, _ in held or traced)
        return Ownership(status, tags, missing, is_open, reach)

    def _status(
        self,
        tags: Mapping[str, str | None],
        traced: set[str],
        missing: tuple[str, ...],
        is_open: bool,
    ) -> Status:
        if not missing:
            return "owned"
        if is_open:
            return "unverifiable"
        if any(key in tags for key in self.required):
            return "partial"
        return "traced-only" if any(key in traced for key in missing) else "unowned"


def _depth(use: CarrierUse) -> tuple[int, int]:
    is_of_client = use.sdk == _RUNTIME and use.level != "ambient"
    return int(is_of_client), _INNERMOST_FIRST.index(use.level)


def _standing(evidence: Iterable[Evidence]) -> list[tuple[str, Pair]]:
    """Reach and pair of every tag; an empty value hides the same spelling further out."""
    found: list[tuple[str, Pair]] = []
    emptied: set[tuple[str, str]] = set()
    for each in evidence:
        for pair in each.pairs:
            spelled = (each.reach, pair.spelling.lower())
            if spelled in emptied:
                continue
            if pair.is_empty:
                emptied.add(spelled)
            else:
                found.append((each.reach, pair))
    return found
