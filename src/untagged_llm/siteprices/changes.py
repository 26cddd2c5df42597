"""Which calls have another model than before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.model import Site

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A call before and after; None where it was added or removed."""

    before: Site | None
    after: Site | None

    @property
    def here(self) -> Site:
        """The site to show: the new one, else the one that is gone."""
        site = self.after or self.before
        assert site is not None
        return site


def changes(before: Iterable[Site], after: Iterable[Site]) -> Iterator[Change]:
    """Added, removed and re-modelled calls, in the order of the new code.

    Calls are paired by file, enclosing function and callee, in their order there; a site id
    would not do, since it holds the text of the call and with it the model's name.
    """
    old, new = _grouped(before), _grouped(after)
    for key in [*new, *(key for key in old if key not in new)]:
        earlier, later = old.get(key, []), new.get(key, [])
        for position in range(max(len(earlier), len(later))):
            one = earlier[position] if position < len(earlier) else None
            other = later[position] if position < len(later) else None
            if one is None or other is None or one.model != other.model:
                yield Change(one, other)


def _grouped(sites: Iterable[Site]) -> dict[Key, list[Site]]:
    groups: dict[Key, list[Site]] = defaultdict(list)
    for site in sites:
        if site.model is not None:
            groups[site.path, site.scope, site.callable].append(site)
    return groups
