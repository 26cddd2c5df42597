"""Events that wait on disk until their sink is back.

A spool is a folder that processes may share. Each appends to a segment of its own, locked as
long as it is written or replayed; a segment that nobody holds belongs to whoever locks it, so
what a killed process left behind is replayed by the others.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.sinks.appending import FLAGS, append
from untagged_llm.runtime.sinks.locking import try_lock, unlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SEGMENT = 4_000_000
LIMIT = 1_000_000_000


class SpoolFullError(OSError):
    """The spool holds as much as it may."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it was spooled."""

    record: dict[str, Any]

    def as_record(self) -> dict[str, Any]:
        """Its published form."""
        return self.record


class Segment:
    """One locked file of a spool."""

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd

    @property
    def size(self) -> int:
        """Bytes."""
        return os.fstat(self._fd).st_size

    def append(self, data: bytes) -> None:
        """Add whole lines, all or none."""
        append(self._fd, data)

    def events(self) -> list[Kept]:
        """What it holds; a line that a killed process left half written is passed over."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._fd), "rb") as file:
            return [Kept(record) for line in file if (record := _parsed(line))]

    def remove(self) -> None:
        """Everything in it has been delivered."""
        self.path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Leave it to whoever comes."""
        # Unlocked by word: a child that was forked meanwhile would hold the lock on.
        unlock(self._fd)
        self.forget()

    def forget(self) -> None:
        """In a forked child: leave it to the parent, whose lock it is."""
        os.close(self._fd)


class Spool:
    """A folder of segments. `limit` is how many bytes it may hold, of all processes together."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self._limit = limit
        self._open: Segment | None = None
        self._numbers = count()

    def append(self, lines: Sequence[bytes]) -> None:
        """Keep lines, all or none.

        Raises:
            OSError: the folder cannot be written, or is full.
        """
        data = b"".join(lines)
        if self._open is not None and self._open.size + len(data) > SEGMENT:
            self.release()
        if self._open is None:
            self._open = self._begun(len(data))
        self._open.append(data)

    def waiting(self) -> Iterator[Segment]:
        """The segments that nobody else holds, oldest first; each must be removed or released."""
        self.release()
        for path in self.paths():
            segment = _claimed(path)
            if segment is not None:
                yield segment

    def paths(self) -> list[Path]:
        """The segments there are, oldest first."""
        try:
            return sorted(path for path in self.folder.iterdir() if path.suffix == ".jsonl")
        except FileNotFoundError:
            return []

    def release(self) -> None:
        """Begin a new segment with the next lines."""
        if self._open is not None:
            self._open.release()
            self._open = None

    def reopened(self) -> Spool:
        """The same folder for a child process, which must not hold the parent's lock too."""
        if self._open is not None:
            self._open.forget()
            self._open = None
        return Spool(self.folder, self._limit)

    def _begun(self, size: int) -> Segment:
        if sum(_size(path) for path in self.paths()) + size > self._limit:
            raise SpoolFullError(f"{self.folder} holds {self._limit} bytes, its limit")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns()}-{os.getpid()}-{next(self._numbers)}"
        unlocked, path = self.folder / f"{name}.new", self.folder / f"{name}.jsonl"
        fd = os.open(unlocked, FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        # Under its own name only once it is locked: until then it would be anybody's.
        try_lock(fd)
        unlocked.rename(path)
        return Segment(path, fd)


def _claimed(path: Path) -> Segment | None:
    try:
        fd = os.open(path, FLAGS)
    except FileNotFoundError:
        return None
    if try_lock(fd) and os.fstat(fd).st_nlink:
        return Segment(path, fd)
    os.close(fd)
    return None


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def folder_for(spool: Path, sink: str) -> Path:
    """The folder of one sink's events inside `spool`."""
    words = "".join(char if char.isalnum() else "-" for char in sink)
    return spool / f"{words[:60]}-{blake2b(sink.encode(), digest_size=4).hexdigest()}"
