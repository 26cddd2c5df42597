"""An exclusive lock on an open file, against other processes and other descriptors."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    # Far behind any content: the locked byte itself cannot be read by others.
    _BYTE = 1 << 62

    def lock(fd: int) -> None:
        """Wait for the lock."""
        while not try_lock(fd):
            pass

    def try_lock(fd: int) -> bool:
        """Take the lock if nobody holds it."""
        os.lseek(fd, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(fd: int) -> None:
        """Give the lock back."""
        os.lseek(fd, _BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock(fd: int) -> None:
        """Wait for the lock."""
        fcntl.flock(fd, fcntl.LOCK_EX)

    def try_lock(fd: int) -> bool:
        """Take the lock if nobody holds it."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(fd: int) -> None:
        """Give the lock back."""
        fcntl.flock(fd, fcntl.LOCK_UN)
