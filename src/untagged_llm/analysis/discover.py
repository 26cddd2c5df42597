"""Which files to look at: Python files and notebooks that nothing ignores.

The inner loop handles plain strings and `DirEntry`s, because a tree of 50,000 files has to be
listed in a fraction of a second.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from untagged_llm.analysis.ignore import (
    SUFFIXES,
    Layer,
    file_ignored,
    folder_ignored,
    layer,
    layer_from,
    layers_above,
)
from untagged_llm.model import Unreadable
from untagged_llm.policy.errors import ConfigError

if TYPE_CHECKING:
    from untagged_llm.policy.settings import Settings

DEFAULT_EXCLUDE = (
    ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints",
    ".mypy_cache", ".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache",
    ".svn", ".tox", ".untagged-llm-cache", ".venv", ".vscode", "__pycache__", "__pypackages__",
    "_build", "buck-out", "build", "dist", "node_modules", "site-packages", "venv",
)  # fmt: skip

CONFIG_FILES = frozenset({"pyproject.toml", "untagged-llm.toml"})
MISNAMED = frozenset({"untagged_llm.toml", ".untagged-llm.toml", "untaggedllm.toml"})


class Found(NamedTuple):
    """A file to look at. A tuple, since there are tens of thousands.

    `path` is posix, relative to the working directory where that is possible; `mtime_ns` and
    `size` (bytes) are those of the file's content, symbolic links followed.
    """

    path: str
    mtime_ns: int
    size: int


class MissingPathError(ValueError):
    """A path named on the command line that does not exist; the text is one clear sentence."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder still to be listed. `prefix` ends in "/" or is empty (the working directory)."""

    prefix: str
    ignores: tuple[Layer, ...]
    excludes: tuple[Layer, ...]
    names: frozenset[str]


Lookup = Callable[[Path], "Settings"]
Report = Callable[[Unreadable], None]


def discover(
    paths: Sequence[Path],
    settings_for: Lookup | None = None,
    unreadable: Report = lambda error: None,
) -> Iterator[Found]:
    """Yield the files below `paths` (the working directory if empty), each once, in a fixed order.

    A path that is named is looked at even when something ignores it; what lies below a named
    folder is filtered by the default excludes, `exclude` and `extend-exclude` of the settings
    in force, and `.gitignore`. Symbolic links to folders are not followed, links to nothing
    passed over. What cannot be listed is handed to `unreadable` and left out.

    Raises:
        MissingPathError: a path does not exist.
        ConfigError: a configuration is wrong, or called so that nobody reads it.

    """
    seen: set[str] = set()
    for path in paths or (Path(),):
        for found in _below(path, settings_for, unreadable):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _below(path: Path, settings_for: Lookup | None, unreadable: Report) -> Iterator[Found]:
    shown = _shown(path)
    try:
        status = Path(shown).stat()
    except OSError as error:
        raise MissingPathError(_missing(shown, error)) from None
    if stat.S_ISDIR(status.st_mode):
        yield from _walk(_start(shown, settings_for), settings_for, unreadable)
    elif stat.S_ISREG(status.st_mode):
        yield Found(shown, status.st_mtime_ns, status.st_size)
    else:
        unreadable(Unreadable(shown, 1, 1, "is not a regular file"))


def _walk(start: _Folder, settings_for: Lookup | None, unreadable: Report) -> Iterator[Found]:
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder.prefix or ".") as listing:
                entries = sorted(listing, key=_name)
        except OSError as error:
            where = folder.prefix.rstrip("/") or "."
            unreadable(Unreadable(where, 1, 1, f"cannot be listed ({_why(error)})"))
            continue
        folder = _with_own_files(folder, {entry.name for entry in entries}, settings_for)
        inner: list[_Folder] = []
        for entry in entries:
            name = entry.name
            if name.endswith(SUFFIXES) and not entry.is_dir(follow_symlinks=False):
                found = _file(entry, folder, unreadable)
                if found is not None:
                    yield found
            elif entry.is_dir(follow_symlinks=False) and name not in folder.names:
                below = _subfolder(folder, name)
                if below is not None:
                    inner.append(below)
        waiting.extend(reversed(inner))


def _file(entry: os.DirEntry[str], folder: _Folder, unreadable: Report) -> Found | None:
    path = folder.prefix + entry.name
    if folder.excludes and any(each.file(path) for each in folder.excludes):
        return None
    if folder.ignores and file_ignored(folder.ignores, path):
        return None
    try:
        status = entry.stat()
    except FileNotFoundError:  # a link to nothing holds no code
        return None
    except OSError as error:
        unreadable(Unreadable(path, 1, 1, f"cannot be read ({_why(error)})"))
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Found(path, status.st_mtime_ns, status.st_size)


def _subfolder(folder: _Folder, name: str) -> _Folder | None:
    path = folder.prefix + name
    if folder.excludes and any(each.folder(path) for each in folder.excludes):
        return None
    if folder.ignores and folder_ignored(folder.ignores, path):
        return None
    return _Folder(path + "/", folder.ignores, folder.excludes, folder.names)


def _start(shown: str, settings_for: Lookup | None) -> _Folder:
    prefix = "" if shown == "." else shown.rstrip("/") + "/"
    bare = _Folder(prefix, layers_above(Path(shown), len(prefix)), (), frozenset(DEFAULT_EXCLUDE))
    return _under_settings(bare, settings_for) if settings_for else bare


def _with_own_files(folder: _Folder, names: set[str], settings_for: Lookup | None) -> _Folder:
    """Apply the `.gitignore` and the configuration that stand in the folder itself."""
    if ".gitignore" in names:
        own = layer_from(Path(f"{folder.prefix}.gitignore"), strip=len(folder.prefix))
        if own:
            folder = _Folder(folder.prefix, (*folder.ignores, own), folder.excludes, folder.names)
    if settings_for and not CONFIG_FILES.isdisjoint(names):
        folder = _under_settings(folder, settings_for)
    for name in MISNAMED & names if settings_for else ():
        path = Path(f"{folder.prefix}{name}")
        raise ConfigError(path, "", "nobody reads this file: call it untagged-llm.toml")
    return folder


def _under_settings(folder: _Folder, settings_for: Lookup) -> _Folder:
    settings = settings_for(Path(folder.prefix or "."))
    names = frozenset() if settings.exclude else frozenset(DEFAULT_EXCLUDE)
    lead = os.path.relpath(folder.prefix or ".", settings.root).replace(os.sep, "/")
    excludes = layer(
        (*settings.exclude, *settings.extend_exclude),
        strip=len(folder.prefix),
        lead="" if lead == "." else lead + "/",
    )
    return _Folder(folder.prefix, folder.ignores, (excludes,) if excludes else (), names)


def _shown(path: Path) -> str:
    if not path.is_absolute():
        return os.path.normpath(path).replace(os.sep, "/")
    relative = os.path.relpath(path)
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return (str(path) if outside else relative).replace(os.sep, "/")


def _missing(shown: str, error: OSError) -> str:
    from difflib import get_close_matches

    folder = Path(shown).parent
    try:
        near = get_close_matches(Path(shown).name, [each.name for each in folder.iterdir()], 1)
    except OSError:
        near = []
    mend = f"; did you mean {(folder / near[0]).as_posix()}?" if near else ""
    return f"{shown} cannot be found ({_why(error)}){mend}"


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
