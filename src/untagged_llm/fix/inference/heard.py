"""What a source says of a file, and what kept it from saying more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from untagged_llm.policy.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from untagged_llm.fix.inference.claim import Claim
    from untagged_llm.fix.inference.place import File

T = TypeVar("T")

SERVICE_AND_PROJECT = frozenset({"service_name", "project_id"})


@dataclass(frozen=True, slots=True)
class Heard:
    """The claims about one file. `troubles` are sentences about files that could not be read,
    `advice` says by key what to write where for an answer."""

    claims: tuple[Claim, ...] = ()
    troubles: tuple[str, ...] = ()
    advice: tuple[tuple[str, str], ...] = ()


class Source(Protocol):
    """One kind of file that says who owns what."""

    @property
    def keys(self) -> frozenset[str] | None:
        """Those that it may speak of; None when it may be any."""

    def heard(self, file: File) -> Heard:
        """What it says of `file`."""


class PerFolder:
    """A source that says the same of all files of a folder: it is asked once for each."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._heard: dict[str, Heard] = {}

    @property
    def keys(self) -> frozenset[str] | None:
        """Those of the source."""
        return self._source.keys

    def heard(self, file: File) -> Heard:
        """What the source says of the first file of the folder."""
        below = file.folder.below
        if below not in self._heard:
            self._heard[below] = self._source.heard(file)
        return self._heard[below]


def attempted(read: Callable[[], T], otherwise: T) -> tuple[T, tuple[str, ...]]:
    """What `read` gives; or `otherwise`, and the sentence that says why."""
    try:
        return read(), ()
    except ConfigError as error:
        return otherwise, (str(error),)
