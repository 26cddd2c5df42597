"""What earlier runs learnt, in one file per working directory and configuration.

Two parts: what each file's bytes name (so that a warm run reads no file that cannot hold a
site), and the sites of the last whole run. A file is known by its path, modification time and
size. The data is plain tuples written by `marshal` and never a pickle, because a repository may
bring a cache of its own along.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from untagged_llm.analysis.records import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from untagged_llm.analysis.discover import Found
    from untagged_llm.model import FileSites

FOLDER: Final = ".untagged-llm-cache"

_MAGIC: Final = b"ULMCACHE1\n"
_KEPT_FILES: Final = 8
# A file system's clock may tick only every two seconds: a younger file may change unnoticed.
_RACY_NS: Final = 2_000_000_000
# Anything may be wrong with a foreign file; it is then as good as none.
_DAMAGED = (OSError, ValueError, EOFError, TypeError, IndexError, KeyError, AttributeError)

_Row = tuple[int, int, str]


class Cache:
    """The cache file of one working directory and configuration. Every failure is a cold run."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened_ns = time.time_ns()
        self._rows: dict[str, _Row] = {}
        self._results_key = b""
        self._results = b""
        self._changed = False
        with suppress(*_DAMAGED):
            self._load(file.read_bytes())

    @classmethod
    def at(cls, root: Path, configuration: str) -> Cache:
        """The cache of the project at `root` for runs from here with this configuration."""
        key = blake2b(digest_size=8)
        for part in (_package_stamp(), sys.version, str(Path.cwd()), configuration):
            key.update(part.encode("utf-8", "surrogateescape") + b"\0")
        return cls(root / FOLDER / f"{key.hexdigest()}.bin")

    def verdicts(self, files: Sequence[Found]) -> list[str | None]:
        """What is known of each file, None for one that is new or changed."""
        get = self._rows.get
        found: list[str | None] = []
        for path, mtime_ns, size in files:
            row = get(path)
            known = row is not None and row[0] == mtime_ns and row[1] == size
            found.append(row[2] if known and row else None)
        return found

    def remember(self, verdicts: Iterable[tuple[Found, str]]) -> None:
        """Keep what was learnt of files that cannot have changed since without a new time."""
        trusted = self._opened_ns - _RACY_NS
        for (path, mtime_ns, size), verdict in verdicts:
            if mtime_ns < trusted:
                self._rows[path] = (mtime_ns, size, verdict)
        self._changed = True

    def results(self, files: Sequence[Found]) -> tuple[FileSites, ...] | None:
        """The sites of the last whole run, if it saw these files as they are now."""
        if not self._results or self._results_key != _key(files):
            return None
        with suppress(*_DAMAGED):
            stamps, packed = marshal.loads(self._results)
            if all(_stamp(path) == stamp for path, stamp in stamps.items()):
                results: tuple[FileSites, ...] = unpack(packed)
                return results
        return None

    def keep(
        self, files: Sequence[Found], results: Iterable[FileSites], also_read: Iterable[str] = ()
    ) -> None:
        """Keep the sites of a run over all `files`; `also_read` are modules it followed besides."""
        trusted = self._opened_ns - _RACY_NS
        stamps = {path: _stamp(path) for path in also_read}
        times = [*(file.mtime_ns for file in files), *(stamp[0] for stamp in stamps.values())]
        if any(mtime_ns >= trusted for mtime_ns in times):
            return
        self._results_key = _key(files)
        self._results = marshal.dumps((stamps, pack(tuple(results))))
        self._changed = True

    def save(self) -> None:
        """Write the file for the next run; a folder that cannot be written is left alone."""
        if not self._changed:
            return
        payload = marshal.dumps((self._rows, self._results_key, self._results))
        check = zlib.crc32(payload).to_bytes(4, "big")
        temporary = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            _make_folder(self._file.parent)
            temporary.write_bytes(_MAGIC + check + payload)
            temporary.replace(self._file)
            _drop_oldest(self._file.parent)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
        self._changed = False

    def _load(self, data: bytes) -> None:
        start = len(_MAGIC) + 4
        payload = memoryview(data)[start:]
        check = data[len(_MAGIC) : start]
        if data.startswith(_MAGIC) and zlib.crc32(payload).to_bytes(4, "big") == check:
            rows, key, results = marshal.loads(payload)
            self._rows, self._results_key, self._results = dict(rows), bytes(key), bytes(results)


def _key(files: Sequence[Found]) -> bytes:
    return blake2b(marshal.dumps([tuple(file) for file in files], 2), digest_size=16).digest()


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = Path(path).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _package_stamp() -> str:
    """Changes with every release, and with every edit while somebody works on this package."""
    waiting: list[str] = [str(Path(__file__).parent.parent)]
    count = newest = 0
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml", ".json")):
                    count += 1
                    newest = max(newest, entry.stat().st_mtime_ns)
                elif entry.is_dir() and entry.name != "__pycache__":
                    waiting.append(entry.path)
    return f"{count} {newest}"


def _make_folder(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Written by untagged-llm; safe to delete.\n*\n", encoding="utf-8")


def _drop_oldest(folder: Path) -> None:
    files: list[Any] = sorted(folder.glob("*.bin"), key=lambda file: file.stat().st_mtime_ns)
    for file in files[:-_KEPT_FILES]:
        file.unlink(missing_ok=True)
