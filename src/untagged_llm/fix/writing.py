"""Putting new bytes in a file's place: all or nothing, and never over somebody else's change."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


class NotWrittenError(Exception):
    """A file that stays as it is; the message is one clause ("has changed meanwhile ...")."""


def replace_content(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, keeping the mode; a link goes on leading to its file.

    Raises NotWrittenError when the file no longer holds `before`, or cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if not target.exists():
            raise NotWrittenError("is not there any more")
        if not os.access(target, os.W_OK):
            raise NotWrittenError("is not writable")
        if target.read_bytes() == after:
            return  # reached by another name before
        fresh = _beside(target, after)
        try:
            if target.read_bytes() != before:
                raise NotWrittenError("has changed meanwhile: run again")
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise NotWrittenError(f"cannot be written ({_reason(error)})") from None


def _beside(target: Path, data: bytes) -> Path:
    """A new file in the same folder, so that it can take the target's place in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    shutil.copymode(target, name)
    return Path(name)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
