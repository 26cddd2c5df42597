"""Whole lines at the end of a file, whoever else writes there and whatever goes wrong."""

from __future__ import annotations

import errno
import os

TAIL = 65_536
# How such a file is opened; only Windows tells binary files from others.
FLAGS = os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)


def append(fd: int, data: bytes) -> None:
    """Write all of `data` at the end, or nothing of it. The file must be locked.

    What a killed process left of a line is cut off first.

    Raises:
        OSError: the disk is full, or the file cannot be written.
    """
    end = _end_of_lines(fd)
    try:
        written = os.write(fd, data)
    except OSError:
        os.ftruncate(fd, end)
        raise
    if written != len(data):
        os.ftruncate(fd, end)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _end_of_lines(fd: int) -> int:
    size = os.fstat(fd).st_size
    if size == 0 or _read(fd, 1, size - 1) == b"\n":
        return size
    end = _after_last_line_feed(fd, size)
    os.ftruncate(fd, end)
    return end


def _after_last_line_feed(fd: int, size: int) -> int:
    start = size
    while start > 0:
        start = max(0, start - TAIL)
        found = _read(fd, TAIL, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
    return 0


def _read(fd: int, count: int, at: int) -> bytes:
    os.lseek(fd, at, os.SEEK_SET)
    return os.read(fd, count)
