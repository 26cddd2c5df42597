"""The short way for a pre-commit run over files that plainly hold no LLM code.

Most changed files name no SDK. Telling so from their bytes costs less than importing the checker,
so nothing of it is imported here; whatever is not plain takes the long way.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from untagged_llm.analysis.prefilter import Prefilter

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from untagged_llm.policy import Settings

_INDEX = os.path.join(os.path.dirname(os.path.dirname(__file__)), "sdks", "index.json")  # noqa: PTH118, PTH120
_ASK_FOR_MORE = (
    *("baseline", "config", "diff_base", "exit_zero", "extend_select", "ignore", "min_owned"),
    *("output", "select", "show_files", "statistics", "stdin_filename", "write_baseline"),
)


def is_clean(args: argparse.Namespace) -> bool:
    """Whether it is plain that `check` finds nothing at all in the files it is given.

    Raises ConfigError when a configuration that applies is wrong.
    """
    if args.format != "text" or any(getattr(args, name) for name in _ASK_FOR_MORE):
        return False
    paths: list[str] = args.paths
    if not paths or not all(path.endswith(".py") and os.path.isfile(path) for path in paths):  # noqa: PTH113
        return False
    return _name_nothing(paths)


def _name_nothing(paths: Sequence[str]) -> bool:
    settings = _settings(paths)
    if any(each.sdk_tables or each.baseline for each in settings):
        return False
    prefilter = Prefilter(_Vocabulary(), sorted(set(_wrappers(settings))))
    return all(prefilter.classify(_read(path)) == "none" for path in paths)


def _settings(paths: Sequence[str]) -> list[Settings]:
    """The configurations in force; reading none costs a third of a run less than reading one."""
    if not any(map(_is_configured, {os.path.dirname(os.path.abspath(path)) for path in paths})):  # noqa: PTH100, PTH120
        return []
    from untagged_llm.policy import settings_for

    return [settings_for(path) for path in paths]


def _is_configured(folder: str) -> bool:
    """Whether a configuration of ours may stand in a folder or above it."""
    if os.path.isfile(f"{folder}/untagged-llm.toml"):  # noqa: PTH113
        return True
    with suppress(OSError):
        if b"untagged" in _read(f"{folder}/pyproject.toml"):
            return True
    above = os.path.dirname(folder)  # noqa: PTH120
    return above != folder and _is_configured(above)


class _Vocabulary:
    """The registry's index, as far as the prefilter asks for it."""

    def __init__(self) -> None:
        with open(_INDEX, "rb") as stream:  # noqa: PTH123
            index = json.load(stream)
        self.hints = tuple(hint.encode() for hint in index["hints"])
        self.named = tuple(hint.encode() for hint in index["named"])
        self.terminals = frozenset(index["terminals"])
        self.resources = {name: frozenset(each) for name, each in index["resources"].items()}


def _wrappers(settings: Sequence[Settings]) -> list[str]:
    return [wrapper.name for each in settings for wrapper in each.wrappers]


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:  # noqa: PTH123
        return stream.read()
