"""Which files may change: those the run was given, and of them what git could bring back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.fix.dirty import uncommitted
from untagged_llm.fix.offer import Offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from untagged_llm.fix.plan import Proposal

UNCOMMITTED = "has uncommitted changes: commit them, or give --allow-dirty"
ELSEWHERE = "is where this is mended: fix that file too"


class Permission:
    """Asked about all offers of a pass at once, so that git is asked once."""

    def __init__(self, paths: Sequence[str], *, ask_git: bool = False) -> None:
        self._roots = [Path(path).resolve() for path in paths or (".",)]
        self._ask_git = ask_git
        self._known: dict[str, str] = {}

    def __call__(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """The proposals; those that would change a file that must not change are left alone."""
        self._learn({path for each in proposals for path in _changed(each)} - self._known.keys())
        return [self._permitted(each) for each in proposals]

    def _learn(self, paths: Iterable[str]) -> None:
        inside = [path for path in paths if self._is_inside(path)]
        dirty = uncommitted(inside) if self._ask_git else frozenset()
        self._known |= dict.fromkeys(paths, ELSEWHERE)
        self._known |= {path: UNCOMMITTED if path in dirty else "" for path in inside}

    def _is_inside(self, path: str) -> bool:
        where = Path(path).resolve()
        return any(where.is_relative_to(root) for root in self._roots)

    def _permitted(self, proposal: Proposal) -> Proposal:
        for path in _changed(proposal):
            if self._known[path]:
                return proposal.left(f"{path} {self._known[path]}")
        return proposal


def _changed(proposal: Proposal) -> tuple[str, ...]:
    return proposal.answer.paths if isinstance(proposal.answer, Offer) else ()
