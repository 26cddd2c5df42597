"""One file's keys, validated; and a nested file's on top of an outer one's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, nearest
from untagged_llm.policy.keys import BY_NAME, KEYS, Key
from untagged_llm.policy.readers import Spot, spellings
from untagged_llm.policy.tags import Vocabulary

if TYPE_CHECKING:
    from untagged_llm.policy.settings import Settings


def validated(
    table: Mapping[str, object], path: Path | None, outer: Mapping[str, str]
) -> dict[str, Any]:
    """The values of `table` by key name. `outer` are the spellings of outer files.

    Raises ConfigError for the first key that is unknown or has a wrong value.
    """
    known = _known(table, path)
    bare = Spot(path, "spellings", Vocabulary())
    own = spellings(known.get("spellings", {}), bare)
    words = Vocabulary({**outer, **own})
    return {
        name: BY_NAME[name].kind.read(raw, Spot(path, name, words)) for name, raw in known.items()
    }


def _known(table: Mapping[str, object], path: Path | None) -> dict[str, object]:
    found = {}
    for written, raw in table.items():
        name = written.replace("_", "-")
        if name not in BY_NAME:
            raise ConfigError(path, written, f"unknown key {written!r}{nearest(name, BY_NAME)}")
        found[name] = raw
    return found


def merged(outer: Settings, values: Mapping[str, Any], source: Path) -> Settings:
    """The settings of a folder whose own file, `source`, sets `values`."""
    lead = _lead(source.parent, outer.root)
    return with_values(
        outer,
        {name: _rebased(BY_NAME[name], value, lead) for name, value in values.items()},
        source,
    )


def with_values(outer: Settings, values: Mapping[str, Any], source: Path | None) -> Settings:
    """`outer` with `values` on top, each as its key merges."""
    from dataclasses import replace

    fields = {
        key.field: _on_top(key, getattr(outer, key.field), values[key.name])
        for key in KEYS
        if key.name in values
    }
    return replace(outer, **fields, source=source)


def _on_top(key: Key, outer: Any, value: Any) -> Any:
    if key.merge == "by-name":
        return {**outer, **value}
    if key.merge == "append":
        return tuple(dict.fromkeys((*outer, *value)))
    return value


def _lead(folder: Path, root: Path) -> str:
    relative = os.path.relpath(folder, root).replace(os.sep, "/")
    return "" if relative == "." else relative + "/"


def _rebased(key: Key, value: Any, lead: str) -> Any:
    """`value` with its strings relative to the settings' root instead of the file's folder."""
    if key.base == "none" or not lead:
        return value
    place = _path_below if key.base == "path" else _pattern_below
    if isinstance(value, str):
        return place(value, lead)
    if isinstance(value, Mapping):
        return {place(pattern, lead): each for pattern, each in value.items()}
    return tuple(place(each, lead) for each in value)


def _path_below(path: str, lead: str) -> str:
    return path if Path(path).is_absolute() else os.path.normpath(lead + path).replace(os.sep, "/")


def _pattern_below(pattern: str, lead: str) -> str:
    """A pattern without a slash matches at any depth; it still does, below the folder."""
    negated, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    anchored = "/" in body.rstrip("/")
    return negated + lead + (body.lstrip("/") if anchored else f"**/{body}")
