"""Which files deploy something, and what each passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.sources.assignments import in_lines, is_assignments
from untagged_llm.fix.inference.sources.passed import NEEDLES
from untagged_llm.policy.catalog import format_of

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.fix.inference.sources.passed import Passed

_COMPOSE = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml")
_TEMPLATE = b"{{"
_MOST_BYTES = 500_000


def passed_in(path: Path) -> tuple[Passed, ...]:
    """What the file at `path` passes to code; nothing for a file that deploys nothing.

    Raises ConfigError when it is YAML and cannot be read.
    """
    if is_assignments(path.name):
        return tuple(in_lines(_content(path).decode(errors="replace")))
    if _is_yaml(path) and _is_manifest(path.name, _content(path)):
        from untagged_llm.fix.inference.sources.manifests import in_manifests

        return tuple(in_manifests(path))
    return ()


def _is_yaml(path: Path) -> bool:
    is_yaml = path.suffix in (".yaml", ".yml") and not path.name.startswith(".")
    return is_yaml and not format_of(path)


def _is_manifest(name: str, content: bytes) -> bool:
    """A template is no manifest yet: its values are only known once it is filled in."""
    if _TEMPLATE in content or len(content) == _MOST_BYTES:
        return False
    return bool(_COMPOSE.fullmatch(name)) or any(needle in content for needle in NEEDLES)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:
        return b""
