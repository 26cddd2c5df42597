"""The ownership tags and how people spell them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TAGS: Mapping[str, tuple[str, ...]] = {
    "team_id": ("team",),
    "service_name": ("service",),
    "project_id": ("project",),
    "feature": (),
    "environment": ("env",),
    "tenant_id": ("tenant",),
    "user_id": (),
    "cost_center": ("cost_centre",),
    "prompt_template": (),
    "workflow_name": ("workflow",),
    "trace_id": (),
}
"""Canonical key to its other words. Case and `-`, `_`, `.` never matter; `x-`, `owner-` and
`x-owner-` may stand in front of any of them."""

_PREFIXES = ("", "x", "owner", "xowner")
_ONLY_WITH_OWNER = {"ownerproduct": "service_name", "xownerproduct": "service_name"}
_SEPARATORS = str.maketrans("", "", "-_. ")


def squash(key: str) -> str:
    """`key` without case and separators: "X-Team-Id", "x_team_id" and "xTeamId" are the same."""
    return key.translate(_SEPARATORS).lower()


class Vocabulary:
    """Which spellings mean which tag: the built-in ones and those of a policy on top.

    `spellings` maps a spelling to the key that it stands for; a key that is not built in
    becomes a tag of its own.
    """

    __slots__ = ("_known",)

    def __init__(self, spellings: Mapping[str, str] | None = None) -> None:
        self._known = dict(_built_in())
        for spelling, key in (spellings or {}).items():
            target = self.canonical(key) or key
            self._known[squash(target)] = target
            self._known.update((prefix + squash(spelling), target) for prefix in _PREFIXES)

    def canonical(self, key: str) -> str | None:
        """The canonical key that `key` spells, or None when it is no ownership tag."""
        return self._known.get(squash(key))

    def words(self) -> tuple[str, ...]:
        """What a person may write for a tag: the keys and their other words."""
        others = (word for words in TAGS.values() for word in words)
        return tuple(dict.fromkeys((*TAGS, *others, *self._known.values())))


def canonical(key: str) -> str | None:
    """The canonical key that `key` spells by the built-in spellings, or None."""
    return _built_in().get(squash(key))


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, str]:
    return {**dict(_spelled()), **_ONLY_WITH_OWNER}


def _spelled() -> Iterator[tuple[str, str]]:
    for key, others in TAGS.items():
        for word in (key, *others):
            for prefix in _PREFIXES:
                yield prefix + squash(word), key
