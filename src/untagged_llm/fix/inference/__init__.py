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
from untagged_llm.policy.catalog import load_catalog
from untagged_llm.policy.tags import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from untagged_llm.model import Tag
    from untagged_llm.policy import Settings

__all__ = ["Answer", "Confidence", "Value", "forget", "infer"]

_projects: dict[Path, Project] = {}
_roots: dict[tuple[Path, Path], Path] = {}
_listings: dict[int, tuple[Settings, Mapping[str, Collection[str]]]] = {}


def infer(
    path: Path, settings: Settings, given: Mapping[str, str], siblings: Sequence[Tag]
) -> Mapping[str, Answer]:
    """An answer for each key that the policy names or that is `given`.

    `given` is what the command line sets, by key in any spelling; `siblings` are the tags of
    the module's other sites. What the repository's files say is kept until `forget`; hints name
    those that cannot be read. Raises ConfigError only for a catalog that the configuration
    names and that is wrong.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link's target is another file
    vocabulary = Vocabulary(settings.spellings)
    set_by_user = {vocabulary.canonical(key) or key: value for key, value in given.items()}
    asked = (*settings.required, *settings.optional, *set_by_user)
    evidence = Evidence(
        explicit=_explicit(absolute, settings, set_by_user),
        heard=_project(absolute.parent, settings).heard(absolute),
        nearby=tuple(claims_of(absolute, siblings, vocabulary)),
        known=_listed(settings),
        remedy=partial(remedy, absolute, settings),
    )
    keys = dict.fromkeys(vocabulary.canonical(key) or key for key in asked)
    return {key: answer(key, evidence) for key in keys}


def forget() -> None:
    """Read the repository's files anew."""
    _projects.clear()
    _roots.clear()
    _listings.clear()


def _explicit(path: Path, settings: Settings, given: Mapping[str, str]) -> dict[str, Value]:
    mapped = configured(path, settings).items()
    by_policy = {key: Value(key, value, source, "given") for key, (value, source) in mapped}
    return by_policy | {key: Value(key, value, "--set", "given") for key, value in given.items()}


def _project(folder: Path, settings: Settings) -> Project:
    place = (folder, settings.root)
    if place not in _roots:
        _roots[place] = root_of(folder, settings)
    root = _roots[place]
    if root not in _projects:
        _projects[root] = Project(root)
    return _projects[root]


def _listed(settings: Settings) -> Mapping[str, Collection[str]]:
    """The values that the policy lists, as for rule ULM104."""
    # Settings cannot be hashed; they are kept so that their id stays their own.
    if id(settings) not in _listings:
        catalog = load_catalog(settings)
        declared = catalog.values if catalog else {}
        keys = {*settings.values, *declared}
        listed = {key: {*settings.values.get(key, ()), *declared.get(key, ())} for key in keys}
        _listings[id(settings)] = (settings, listed)
    return _listings[id(settings)][1]
