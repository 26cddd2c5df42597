"""What one use of a carrier says about ownership, once its provider's terms are applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.policy.conditions import Condition
from untagged_llm.policy.gateways import expand, is_nested, is_packed
from untagged_llm.policy.stamped import is_stamped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from untagged_llm.model import CarrierUse, Site, Tag
    from untagged_llm.policy.conditions import Verdict
    from untagged_llm.policy.tags import Vocabulary
    from untagged_llm.sdks.schema import Carrier


@dataclass(frozen=True, slots=True)
class Pair:
    """One tag: its canonical key, its value (None: known at run time), how it was spelled."""

    key: str
    value: str | None
    spelling: str

    @property
    def is_empty(self) -> bool:
        """True for a literal value that names nobody."""
        return self.value is not None and not self.value.strip(" \t\0")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The ownership tags of one carrier; `open` when it may hold more."""

    reach: str
    pairs: tuple[Pair, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads carriers with a policy's vocabulary and the registry's (and `tables`') rows.

    `owner_patches`: whether `with owner(...)` holds for clients that nobody tagged.
    """

    vocabulary: Vocabulary
    tables: tuple[Path, ...] = ()
    owner_patches: bool = True

    def read(self, use: CarrierUse, site: Site) -> Evidence:
        """What `use` says; nothing when its provider would drop or refuse it, or when it is an
        `owner(...)` around a request that our runtime does not see.
        """
        stamped = self._stamped(site) if use.level == "ambient" else True
        if not stamped:
            return Evidence(use.reach, open=stamped is None)
        row = self._row(use)
        verdict = _condition(row, use, site)
        if verdict == "unmet":
            return Evidence(use.reach)
        return Evidence(
            use.reach,
            tuple(self._pairs(_taken(use.tags, row))) if verdict == "met" else (),
            verdict == "unknown" or (_takes_any_key(row) and _may_hold_more(use)),
        )

    def _stamped(self, site: Site) -> bool | None:
        if self.owner_patches or any(use.carrier == "tag" for use in site.carriers):
            return is_stamped(site, self.tables)
        return False

    def _row(self, use: CarrierUse) -> Carrier | None:
        from untagged_llm.sdks import RegistryError, registry

        try:
            return registry(self.tables).carrier(use.sdk, use.carrier)
        except (KeyError, RegistryError):
            return None

    def _pairs(self, tags: Sequence[Tag]) -> Iterator[Pair]:
        """Tags under their own names first: they beat what a gateway would make of others."""
        for tag in tags:
            key = self.vocabulary.canonical(tag.key)
            if key is not None:
                yield Pair(key, tag.value, tag.key)
        for tag in tags:
            yield from self._expanded(tag)

    def _expanded(self, tag: Tag) -> Iterator[Pair]:
        for spelling, value in expand(tag.key, tag.value):
            key = self.vocabulary.canonical(spelling)
            if key is not None:
                yield Pair(key, value, f"{tag.key}: {spelling}")


def _takes_any_key(row: Carrier | None) -> bool:
    return row is None or row.arbitrary_keys


def _taken(tags: Sequence[Tag], row: Carrier | None) -> Sequence[Tag]:
    """Those that the provider keeps: of a carrier without free keys only its own."""
    if row is None or row.arbitrary_keys:
        return tags
    own = {*row.keys, row.param}
    return [tag for tag in tags if tag.key in own]


def _may_hold_more(use: CarrierUse) -> bool:
    """Whether tags may be in it that cannot be seen: in the mapping itself or packed in a value."""
    packs = is_nested if use.reach == "body" else is_packed
    return use.open or any(tag.value is None and packs(tag.key) for tag in use.tags)


def _condition(row: Carrier | None, use: CarrierUse, site: Site) -> Verdict:
    """Whether the argument that the provider asks for beside the carrier is there."""
    condition = Condition.read(row.requires) if row else None
    if condition is None:
        return "met"
    of_client = site.kind == "call" and use.level not in ("call", "module")
    verdict = condition.verdict(site.arguments, of_client)
    return "unknown" if verdict == "unmet" and site.open_arguments else verdict
