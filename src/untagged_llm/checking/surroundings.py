"""What rules ask beyond the file they look at: a client's calls, a call's client, everything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import overload

from untagged_llm.model import Judged
from untagged_llm.rules.enforcement import LACKING


class Surroundings:
    """The sites of a run, and behind them those of the project, looked at only when asked for.

    A run may cover one file (pre-commit, flake8, an editor) while the answer stands in another.
    `paths` are the files of the run, with or without sites. `at` gives the sites of one file,
    `rest` those of the project's files but for the ones it is given; it is asked once at most.
    """

    def __init__(
        self,
        judged: Sequence[Judged],
        paths: Collection[str],
        at: Callable[[str], Iterable[Judged]],
        rest: Callable[[Collection[str]], Iterable[Judged]],
    ) -> None:
        self._near = judged
        self._paths = frozenset(paths)
        self._at = at
        self._rest = rest
        self._homes = {
            each.site.client_site_id: each.site.client.path for each in judged if each.site.client
        }

    @property
    def project(self) -> Sequence[Judged]:
        """Every site of the project; the ones outside the run are found when it is read."""
        return _Lazily(lambda: [*self._near, *self._far])

    def construct(self, site_id: str) -> Judged | None:
        """The construction with that id, if the project has it."""
        return self._constructions.get(site_id) or self._construction_elsewhere(site_id)

    def calls_of(self, site_id: str) -> Sequence[Judged]:
        """The calls made through the construction with that id.

        When a call of the run lacks an owner, that settles every question about the
        construction, and the rest of the project is not asked.
        """
        near = self._calls.get(site_id, [])
        if any(call.ownership.status in LACKING for call in near):
            return near
        return [*near, *self._far_calls.get(site_id, [])]

    def _construction_elsewhere(self, site_id: str) -> Judged | None:
        home = self._homes.get(site_id)
        if home is None or home in self._paths:
            return None
        found = _constructions(self._at(home))
        self._constructions.update(found)
        return found.get(site_id)

    @cached_property
    def _constructions(self) -> dict[str, Judged]:
        return _constructions(self._near)

    @cached_property
    def _calls(self) -> dict[str, list[Judged]]:
        return _calls(self._near)

    @cached_property
    def _far(self) -> list[Judged]:
        return list(self._rest(self._paths))

    @cached_property
    def _far_calls(self) -> dict[str, list[Judged]]:
        return _calls(self._far)


class _Lazily(Sequence[Judged]):
    """A sequence that is made when somebody looks into it."""

    def __init__(self, make: Callable[[], Sequence[Judged]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Judged]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Judged: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Judged]: ...

    def __getitem__(self, index: int | slice) -> Judged | Sequence[Judged]:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Judged]:
        return iter(self._made)


def _constructions(judged: Iterable[Judged]) -> dict[str, Judged]:
    return {each.site.site_id: each for each in judged if each.site.kind == "construct"}


def _calls(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for each in judged:
        if each.site.kind == "call" and each.site.client_site_id:
            found.setdefault(each.site.client_site_id, []).append(each)
    return found
