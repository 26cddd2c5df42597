"""A file's text while it is edited: where things are, and what the file's habits are."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from untagged_llm.model import Range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"""|\'\'\'|"[^"\\\n]*"|\'[^\'\\\n]*\'')
_INDENTED = re.compile(r":[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)([ \t]+)\S")
Span = tuple[int, int]

if TYPE_CHECKING:
    Located: TypeAlias = ast.expr | ast.stmt | ast.keyword


def lines_of(text: str) -> list[str]:
    """The lines with their ends, as Python counts them: a form feed ends none."""
    ends = [found.end() for found in _BREAK.finditer(text)]
    cuts = [0, *ends, len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


class Impossible(ValueError):
    """An edit that cannot be made. The message says why, in a few words."""


class Source:
    """The text as it was, its tree and its positions. Raises SyntaxError when it has no tree."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = width
        self.tree = ast.parse(text)
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    @cached_property
    def newline(self) -> str:
        """What ends the file's lines."""
        found = _BREAK.search(self.text)
        return found[0] if found else "\n"

    @cached_property
    def unit(self) -> str:
        """One step of indentation."""
        found = _INDENTED.search(self.text)
        return found[1] if found and set(found[1]) in ({" "}, {"\t"}) else "    "

    @cached_property
    def quote(self) -> str:
        """The quotation mark that the file prefers."""
        marks = [found[0][0] for found in _QUOTED.finditer(self.text) if len(found[0]) > 3]
        return "'" if marks.count("'") > marks.count('"') else '"'

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Each node's parent."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the file uses or binds, attributes aside."""
        return frozenset(_names(self.tree))

    def span_of(self, place: Range) -> Span:
        """Offsets of a range whose lines and columns start at 1."""
        return (
            self._starts[place.line - 1] + place.column - 1,
            self._starts[place.end_line - 1] + place.end_column - 1,
        )

    def range_of(self, node: Located) -> Range:
        """The lines and columns of a node, both from 1."""
        (line, column), (end_line, end_column) = map(self._position, self.span(node))
        return Range(line, column, end_line, end_column)

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, node: Located) -> Span:
        """Offsets of a node of the tree."""
        start = self._offset(node.lineno, node.col_offset)
        return start, self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    def line_of(self, offset: int) -> Span:
        """The line that an offset is on, without its end."""
        found = _BREAK.search(self.text, offset)
        before = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        return before, found.start() if found else len(self.text)

    def at(self, place: Range) -> ast.expr:
        """The outermost expression that spans exactly that range."""
        wanted = self.span_of(place)
        for node in self._by_line.get(place.line, ()):
            if self.span(node) == wanted:
                return node
        raise Impossible("the file is not the one that was checked")

    @cached_property
    def _by_line(self) -> dict[int, list[ast.expr]]:
        found: dict[int, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr):
                found.setdefault(node.lineno, []).append(node)
        return found

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, inside out."""
        current = self.parents.get(node)
        while current is not None:
            yield current
            current = self.parents.get(current)

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        text = self.text[start:end]
        if not text.isascii():
            column = len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace"))
        return start + column


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]


class Draft:
    """The text as it becomes: replacements inside out and from the end of the file to its start."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self._made: list[tuple[int, int, int]] = []

    def slice(self, span: Span) -> str:
        """What has become of a span of the old text."""
        start, end = self._now(span)
        return self.text[start:end]

    def replace(self, span: Span, new: str) -> None:
        """Put `new` in the place of a span of the old text."""
        start, end = self._now(span)
        self._made.append((*span, len(new) - (end - start)))
        self.text = self.text[:start] + new + self.text[end:]

    def _now(self, span: Span) -> Span:
        """Where a span of the old text is in the new one: without what was put at its edges."""
        before = sum(grown for _, end, grown in self._made if end <= span[0])
        within = sum(grown for start, _, grown in self._made if start < span[1])
        return span[0] + before, span[1] + (within if span[0] < span[1] else before)

    def line(self, span: Span) -> tuple[str, str]:
        """What stands on the same line before a span of the old text, and behind it."""
        start, end = self._now(span)
        before = max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start)) + 1
        found = _BREAK.search(self.text, end)
        return self.text[before:start], self.text[end : found.start() if found else len(self.text)]
