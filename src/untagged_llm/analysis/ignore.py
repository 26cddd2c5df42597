"""Which paths a `.gitignore`, `.git/info/exclude` or an `exclude` setting leaves out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

SUFFIXES = (".py", ".ipynb")

_AFTER_LAST_WILDCARD = re.compile(r"[^*?\]]*\Z")


@dataclass(frozen=True, slots=True)
class Layer:
    """The patterns of one ignore file, split by what they can match.

    A path as the walk spells it becomes relative to the ignore file's folder as
    `lead + path[strip:]`. `for_files` is None when no pattern can match a Python file, which
    is the usual case and saves matching every file.
    """

    strip: int
    lead: str
    for_folders: GitIgnoreSpec
    for_files: GitIgnoreSpec | None

    def folder(self, path: str) -> bool | None:
        """Whether the folder is ignored (True), kept by a `!pattern` (False) or not named."""
        return self.for_folders.check_file(f"{self.lead}{path[self.strip :]}/").include

    def file(self, path: str) -> bool | None:
        """Whether the file is ignored (True), kept by a `!pattern` (False) or not named."""
        if self.for_files is None:
            return None
        return self.for_files.check_file(self.lead + path[self.strip :]).include


def layer(patterns: Iterable[str], *, strip: int, lead: str = "") -> Layer | None:
    """The layer of these gitignore patterns, None when there is nothing in them."""
    lines = [line for line in patterns if line.strip() and not line.startswith("#")]
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    about_files = [line for line in lines if _can_match_source(line)]
    return Layer(
        strip=strip,
        lead=lead,
        for_folders=GitIgnoreSpec.from_lines(lines),
        for_files=GitIgnoreSpec.from_lines(about_files) if about_files else None,
    )


def layer_from(file: Path, *, strip: int, lead: str = "") -> Layer | None:
    """The layer of an ignore file; None when it is missing, unreadable or empty."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return layer(lines, strip=strip, lead=lead)


def layers_above(start: Path, strip: int) -> tuple[Layer, ...]:
    """The layers of the repository around the folder `start`, from its root down to `start`.

    A layer that ignores `start` itself is left out: a folder named on the command line is
    looked at although the repository ignores it.
    """
    absolute = Path.cwd() / start
    repository = next((p for p in (absolute, *absolute.parents) if (p / ".git").exists()), None)
    if repository is None:
        return ()
    files = [repository / ".git" / "info" / "exclude"]
    leads = [_lead(absolute, repository)]
    for folder in reversed(absolute.parents):
        if folder.is_relative_to(repository):
            files.append(folder / ".gitignore")
            leads.append(_lead(absolute, folder))
    found = (layer_from(f, strip=strip, lead=lead) for f, lead in zip(files, leads, strict=True))
    return tuple(each for each in found if each and not _ignores_all(each))


def folder_ignored(layers: tuple[Layer, ...], path: str) -> bool:
    """Git's rule: the nearest ignore file that has an opinion decides."""
    for each in reversed(layers):
        verdict = each.folder(path)
        if verdict is not None:
            return verdict
    return False


def file_ignored(layers: tuple[Layer, ...], path: str) -> bool:
    """Git's rule: the nearest ignore file that has an opinion decides."""
    for each in reversed(layers):
        verdict = each.file(path)
        if verdict is not None:
            return verdict
    return False


def _lead(start: Path, folder: Path) -> str:
    below = start.relative_to(folder).as_posix()
    return "" if below == "." else f"{below}/"


def _ignores_all(candidate: Layer) -> bool:
    return bool(candidate.lead) and candidate.for_folders.check_file(candidate.lead).include is True


def _can_match_source(pattern: str) -> bool:
    """False for `build/`, `*.so`, `.env`: the walk prunes folders, so these match no file."""
    text = pattern.rstrip()
    if text.endswith("/"):
        return False
    if "\\" in text:
        return True
    match = _AFTER_LAST_WILDCARD.search(text.rsplit("/", 1)[-1])
    tail = match.group() if match else ""
    return any(suffix.endswith(tail) or tail.endswith(suffix) for suffix in SUFFIXES)
