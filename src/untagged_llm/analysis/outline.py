"""What a module binds at its top, read from its bytes: most of what is imported is plain.

A function of the project is no site when it is called, and a class is one only below an SDK's:
telling so costs a hundredth of parsing the module that defines it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from untagged_llm.analysis.decode import SourceError
from untagged_llm.analysis.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T")

_BOUND = re.compile(
    r"^(?:(?:async[ \t]+)?def[ \t]+(?P<function>\w+)"
    r"|class[ \t]+(?P<class>\w+)[ \t]*(?P<bases>\([^)]*\))?"
    r"|from[ \t]+(?P<origin>[.\w]+)[ \t]+import[ \t]*(?P<names>\([^)]*\)|[^\n\\#;(]+$)"
    r"|(?P<assigned>\w+)[ \t]*(?::[^=\n]+)?=)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")
_BASE = re.compile(r"(?<![\w.])([A-Za-z_][\w.]*)(?!\s*=)")


@dataclass(frozen=True, slots=True)
class Outline:
    """Names that the top of a module binds in one way only.

    `classes` are the names of each class's bases, as written; `imports` the module, as written,
    and the name there.
    """

    functions: frozenset[str] = frozenset()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    imports: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def outline_of(path: str) -> Outline:
    """The outline of a file on disk; an empty one if it cannot be read."""
    try:
        return outlined(read_source(path))
    except SourceError:
        return Outline()


def outlined(text: str) -> Outline:
    """The outline of a text."""
    functions: set[str] = set()
    classes: dict[str, tuple[str, ...]] = {}
    imports: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    twice: set[str] = set()
    for match in _BOUND.finditer(text):
        for name in _bind(match, functions, classes, imports):
            (twice if name in seen else seen).add(name)
    return Outline(frozenset(functions - twice), _without(classes, twice), _without(imports, twice))


def _bind(
    match: re.Match[str],
    functions: set[str],
    classes: dict[str, tuple[str, ...]],
    imports: dict[str, tuple[str, str]],
) -> Iterator[str]:
    """Note what a statement binds; yield the names."""
    if match["function"]:
        functions.add(match["function"])
        yield match["function"]
    elif match["class"]:
        classes[match["class"]] = tuple(_BASE.findall(match["bases"] or ""))
        yield match["class"]
    elif match["names"]:
        for name, bound in _imported(match["names"]):
            imports[bound] = match["origin"], name
            yield bound
    elif match["assigned"]:
        yield match["assigned"]
        # An assignment may be to several names, of which only the first is seen: that is enough
        # to tell that this one is no function or class alone.
        functions.discard(match["assigned"])


def _imported(names: str) -> Iterator[tuple[str, str]]:
    for part in _COMMENT.sub("", names).strip("() \t\r\n").split(","):
        words = part.split()
        if len(words) in (1, 3):
            yield words[0], words[-1]


def _without(names: dict[str, T], twice: set[str]) -> dict[str, T]:
    return {name: value for name, value in names.items() if name not in twice}
