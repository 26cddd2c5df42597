"""YAML with the place of every value; needs PyYAML, which is the `yaml` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.policy.catalog.entries import place_of
from untagged_llm.policy.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.model import Place

Node = Any


def documents(path: Path) -> Iterator[Node]:
    """The nodes of the documents in `path`.

    Raises ConfigError when PyYAML is not installed or the file is malformed.
    """
    yaml = _yaml(path)
    try:
        yield from yaml.compose_all(_text(path), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise _malformed(path, error) from None


def plain(path: Path) -> object:
    """The first document of `path` as plain values. Raises as `documents` does."""
    yaml = _yaml(path)
    try:
        return yaml.safe_load(_text(path))
    except (yaml.YAMLError, RecursionError) as error:
        raise _malformed(path, error) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, "", f"cannot be read as text ({type(error).__name__})") from None


def _malformed(path: Path, error: Exception) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    line = f"line {mark.line + 1}: " if mark else ""
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    return ConfigError(path, "", f"{line}malformed YAML: {problem}")


def _yaml(path: Path) -> Any:
    try:
        import yaml
    except ImportError:
        raise ConfigError(
            path, "", "reading YAML needs PyYAML: pip install 'untagged-llm[yaml]'"
        ) from None
    return yaml


def pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    """Key and value nodes of a mapping; nothing when `node` is something else."""
    if node is not None and node.id == "mapping":
        yield from node.value


def items(node: Node) -> Iterator[Node]:
    """The nodes of a sequence; nothing when `node` is something else."""
    if node is not None and node.id == "sequence":
        yield from node.value


def at(node: Node, dotted: str) -> Node | None:
    """The node at a dotted path of keys, or None."""
    for name in dotted.split("."):
        node = next((value for key, value in pairs(node) if key.value == name), None)
    return node


def text(node: Node | None) -> str | None:
    """What a scalar says; None for null, for nothing and for anything else."""
    if node is None or node.id != "scalar" or node.tag.endswith(":null"):
        return None
    return str(node.value) or None


def place(path: Path, node: Node) -> Place:
    """Where a scalar stands."""
    mark = node.start_mark
    return place_of(path, mark.line + 1, mark.column + 1, len(node.value))
