"""JSON lines: a file that many threads and processes append to."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from untagged_llm.runtime.sinks.appending import FLAGS, append
from untagged_llm.runtime.sinks.encoding import lines
from untagged_llm.runtime.sinks.locking import lock, unlock
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from untagged_llm.runtime.sinks.sink import Recordable

ROTATE_AT = 100_000_000


class JsonLines(Sink):
    """Appends to `path`; a file that would grow above `max_bytes` is renamed and a new one begun.

    `usage.jsonl` becomes `usage.20261121T070351.123456789-4711.jsonl`, so that `usage*.jsonl`
    is all of it. Of the renamed ones the newest `keep` stay; None keeps all.
    """

    def __init__(self, path: Path, max_bytes: int = ROTATE_AT, keep: int | None = None) -> None:
        # A link stays where it is when the file behind it is rotated.
        self._path = path.resolve()
        self._max_bytes = max_bytes
        self._keep = keep
        self._fd: int | None = None
        self.name = f"jsonl:{path}"

    def write(self, events: Sequence[Recordable]) -> int:
        """Append one line for each event, all or none."""
        encoded = lines(events)
        if encoded:
            self._append(b"".join(encoded))
        return len(events) - len(encoded)

    def close(self) -> None:
        """Close the file."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def reopened(self) -> JsonLines:
        """The same file, opened by itself."""
        return JsonLines(self._path, self._max_bytes, self._keep)

    def _append(self, data: bytes) -> None:
        fd = self._locked()
        try:
            size = os.fstat(fd).st_size
            if size and size + len(data) > self._max_bytes:
                fd = self._rotated()
            append(fd, data)
        finally:
            if self._fd is not None:
                unlock(self._fd)

    def _locked(self) -> int:
        """The file that `path` names now; another process may have renamed ours meanwhile."""
        while True:
            fd = self._fd if self._fd is not None else self._opened()
            lock(fd)
            if self._is_current(fd):
                return fd
            self.close()

    def _opened(self) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self._path, FLAGS | os.O_CREAT, 0o640)
        return self._fd

    def _is_current(self, fd: int) -> bool:
        try:
            return os.path.samestat(os.fstat(fd), self._path.stat())
        except FileNotFoundError:
            return False

    def _rotated(self) -> int:
        """Rename the file whose lock we hold; those who wait for it will find the new one."""
        moment = time.time_ns()
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment // 1_000_000_000))
        part = f"{stamp}.{moment % 1_000_000_000:09d}-{os.getpid()}"
        name = f"{self._path.stem}.{part}{self._path.suffix}"
        with suppress(OSError):
            # Where an open file cannot be renamed, it goes on growing.
            self._path.rename(self._path.with_name(name))
        self._forget_oldest()
        self.close()
        return self._locked()

    def _forget_oldest(self) -> None:
        if self._keep is None:
            return
        name, suffix = re.escape(self._path.stem), re.escape(self._path.suffix)
        ours = re.compile(rf"{name}\.\d{{8}}T\d{{6}}\.\d{{9}}-\d+{suffix}")
        renamed = [path for path in self._path.parent.iterdir() if ours.fullmatch(path.name)]
        for path in sorted(renamed, reverse=True)[self._keep :]:
            path.unlink(missing_ok=True)
