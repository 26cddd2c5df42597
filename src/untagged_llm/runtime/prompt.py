"""Which prompt a request was made from, as its owner names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def prompt_of(tags: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Name and version: `prompt_template="answer@3"` is ("answer", "3")."""
    template = tags.get("prompt_template")
    if template is None:
        return None, None
    name, at, version = template.rpartition("@")
    return (name, version) if at and name and version else (template, None)
