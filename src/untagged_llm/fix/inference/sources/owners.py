"""`owners.toml` and `owners.yaml`: what their `paths` say of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import Claim, claim_of
from untagged_llm.fix.inference.heard import Heard, attempted
from untagged_llm.policy.catalog.owners_paths import path_rules
from untagged_llm.policy.errors import shown
from untagged_llm.policy.tags import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.fix.inference.place import File, Folder
    from untagged_llm.policy.catalog.owners_paths import PathRule

_NAMES = ("owners.toml", "owners.yaml", "owners.yml")


class OwnersSource:
    """The owners files around a file; the nearest that has a pattern for it decides."""

    keys = None

    def __init__(self) -> None:
        self._rules: dict[Path, tuple[tuple[PathRule, ...], tuple[str, ...]]] = {}

    def heard(self, file: File) -> Heard:
        """An unowned path is claimed for every key, without a value."""
        troubles: list[str] = []
        for folder, path in _files(file.folder):
            rules, trouble = self._read(path)
            troubles += trouble
            below = file.path.removeprefix(f"{folder.below}/" if folder.below else "")
            rule = next((each for each in rules if each.pattern.fullmatch(below)), None)
            if rule is not None:
                return Heard(tuple(_claims(rule, path, folder)), tuple(troubles))
        return Heard(troubles=tuple(troubles))

    def _read(self, path: Path) -> tuple[tuple[PathRule, ...], tuple[str, ...]]:
        if path not in self._rules:
            self._rules[path] = attempted(lambda: path_rules(path), ())
        return self._rules[path]


def _files(folder: Folder) -> Iterator[tuple[Folder, Path]]:
    for each in folder.upwards():
        yield from ((each, each.path / name) for name in _NAMES if name in each.files)


def _claims(rule: PathRule, path: Path, folder: Folder) -> Iterator[Claim]:
    depth, line = folder.depth + rule.depth, f"{shown(path)}:{rule.line}"
    if rule.entries is None:
        yield from (Claim(key, None, line, depth) for key in TAGS)
    else:
        yield from (claim_of(entry, depth) for entry in rule.entries)
        yield from (Claim(key, None, line, depth) for key in rule.silent)
