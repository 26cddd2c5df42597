"""Deployment files: the name under which the code runs, and the variable that passes it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import Claim
from untagged_llm.fix.inference.heard import SERVICE_AND_PROJECT, Heard, attempted
from untagged_llm.fix.inference.place import listed
from untagged_llm.fix.inference.sources.deployments import passed_in
from untagged_llm.policy.errors import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.fix.inference.place import File, Folder
    from untagged_llm.fix.inference.sources.passed import Passed

_ASIDE = frozenset(
    {
        "deploy", "deployment", "deployments", "docker", ".docker", "helm", "k8s", "kube",
        "kubernetes", "manifests", "ops",
    }
)  # fmt: skip
_DEEPEST_ASIDE = 3
_NOTHING: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """A claim about the folder `code`; `built`: the file says that it is this code that runs."""

    code: str
    claim: Claim
    built: bool


class DeployedSource:
    """The deployment files of a folder, and of folders such as `k8s` in it."""

    keys = SERVICE_AND_PROJECT

    def __init__(self) -> None:
        self._read: dict[Path, tuple[tuple[Deployment, ...], tuple[str, ...]]] = {}

    def heard(self, file: File) -> Heard:
        """What the nearest folder says whose files deploy this one."""
        troubles: list[str] = []
        for folder in file.folder.upwards():
            deployments, trouble = self._in(folder)
            troubles += trouble
            apt = [each for each in deployments if _holds(each.code, file)]
            if apt:
                return Heard(tuple(_nearest(apt)), tuple(troubles))
        return Heard(troubles=tuple(troubles))

    def _in(self, folder: Folder) -> tuple[tuple[Deployment, ...], tuple[str, ...]]:
        if folder.path not in self._read:
            self._read[folder.path] = _deployments(folder)
        return self._read[folder.path]


def _deployments(folder: Folder) -> tuple[tuple[Deployment, ...], tuple[str, ...]]:
    found: list[Deployment] = []
    troubles: list[str] = []
    for path, place in _files(folder):
        passed, trouble = attempted(partial(passed_in, path), _NOTHING)
        found += (each for one in passed for each in _deployment(one, path, folder, place))
        troubles += trouble
    return tuple(found), tuple(troubles)


def _deployment(passed: Passed, path: Path, folder: Folder, place: str) -> Iterator[Deployment]:
    code = folder.below
    if passed.code is not None:
        code = posixpath.normpath(posixpath.join(place, passed.code))
        code = "" if code == "." else code
    if not code.startswith(".."):
        depth = code.count("/") + 1 if code else 0
        source = f"{shown(path)}:{passed.line}"
        claim = Claim(passed.key, passed.value, source, depth, passed.certain, passed.env)
        yield Deployment(code, claim, built=passed.certain or passed.code is not None)


def _files(folder: Folder, aside: int = 0) -> Iterator[tuple[Path, str]]:
    """The files to look into, and the folder that each stands in, relative to the root."""
    yield from ((folder.path / name, folder.below) for name in sorted(folder.files))
    if aside < _DEEPEST_ASIDE:
        for name in sorted(folder.folders):
            if aside or name.lower() in _ASIDE:
                below = f"{folder.below}/{name}".lstrip("/")
                yield from _files(listed(folder.path / name, below, None), aside + 1)


def _holds(code: str, file: File) -> bool:
    return not code or f"{file.folder.below}/".startswith(f"{code}/")


def _nearest(apt: list[Deployment]) -> Iterator[Claim]:
    """For each key, of all that deploy a file those that are about the least else."""
    for key in sorted(SERVICE_AND_PROJECT):
        own = [each for each in apt if each.claim.key == key]
        surely = [each for each in own if each.built] or own
        deepest = max((len(each.code) for each in surely), default=0)
        yield from (each.claim for each in surely if len(each.code) == deepest)
