"""Which team, service and project a file belongs to, by what its repository says.

The sources in their order: what the user gives, the policy's map, the nearest catalog file,
owners files, CODEOWNERS, deployments, the nearest pyproject.toml, the module's other sites.
Git's history is none of them: who wrote a line last does not own it.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.answer import Answer, Confidence, Value
from untagged_llm.fix.inference.answering import Evidence, answer
from untagged_llm.fix.inference.hints import remedy
from untagged_llm.fix.inference.project import Project, root_of
from untagged_llm.fix.inference.sources.configured import configured
from untagged_llm.fix.inference.sources.siblings import claims_of
from untagged_llm.fix.inference.terms import Terms, terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from untagged_llm.model import Tag
    from untagged_llm.policy import Settings

__all__ = ["Answer", "Confidence", "Value", "forget", "infer"]

_projects: dict[Path, Project] = {}
_roots: dict[tuple[Path, Path], Path] = {}
_terms: dict[int, Terms] = {}


def infer(
    path: Path, settings: Settings, given: Mapping[str, str], siblings: Sequence[Tag]
) -> Mapping[str, Answer]:
    """An answer for each key that the policy asks for, maps for the file, or that is `given`.

    `given` is what the command line sets, by key in any spelling; `siblings` are the tags of
    the module's other sites. What the repository's files say is kept until `forget`; hints name
    those that cannot be read. Raises ConfigError only for a catalog that the configuration
    names and that is wrong.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link's target is another file
    policy = _policy(settings)
    evidence = Evidence(
        explicit=_explicit(absolute, policy, given),
        heard=_project(absolute.parent, settings).heard(absolute),
        nearby=tuple(claims_of(absolute, siblings, policy.vocabulary)),
        known=policy.known,
        remedy=partial(remedy, absolute, settings),
    )
    asked = (policy.canonical(key) for key in (*settings.required, *settings.optional))
    return {key: answer(key, evidence) for key in dict.fromkeys((*asked, *evidence.explicit))}


def forget() -> None:
    """Read the repository's files anew."""
    _projects.clear()
    _roots.clear()
    _terms.clear()


def _explicit(path: Path, policy: Terms, given: Mapping[str, str]) -> dict[str, Value]:
    found = configured(path, policy.settings.root, policy.mapped)
    values = [Value(each.key, each.value, each.source, "given") for each in found.values()]
    values += (Value(policy.canonical(key), said, "--set", "given") for key, said in given.items())
    return {value.key: value for value in values}


def _policy(settings: Settings) -> Terms:
    # Settings cannot be hashed; the terms hold them, so that their id stays their own.
    if id(settings) not in _terms:
        _terms[id(settings)] = terms(settings)
    return _terms[id(settings)]


def _project(folder: Path, settings: Settings) -> Project:
    place = (folder, settings.root)
    if place not in _roots:
        _roots[place] = root_of(folder, settings)
    root = _roots[place]
    if root not in _projects:
        _projects[root] = Project(root)
    return _projects[root]
