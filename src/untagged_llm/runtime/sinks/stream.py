"""JSON lines into a stream of the system, such as the standard output that a container collects."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from untagged_llm.runtime.sinks.encoding import lines
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from untagged_llm.runtime.sinks.sink import Recordable

# As much as a pipe takes in one piece, so that lines of several processes do not mix.
PIECE = 4_096


class Stream(Sink):
    """Writes to a device or pipe. What stands there is not ours: nothing is cut off or renamed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None
        self.name = f"jsonl:{path}"

    def write(self, events: Sequence[Recordable]) -> int:
        """Write one line for each event."""
        encoded = lines(events)
        if self._fd is None:
            self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        for piece in _pieces(encoded):
            _write_all(self._fd, piece)
        return len(events) - len(encoded)

    def close(self) -> None:
        """Close it."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def reopened(self) -> Stream:
        """The same stream, opened by itself."""
        return Stream(self._path)


def _pieces(encoded: list[bytes]) -> list[bytes]:
    pieces = [b""]
    for line in encoded:
        if pieces[-1] and len(pieces[-1]) + len(line) > PIECE:
            pieces.append(b"")
        pieces[-1] += line
    return pieces


def _write_all(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]
