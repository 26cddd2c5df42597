"""Where a longer expression breaks: as the file's formatter would break it.

What was on one line and still fits stays there. What does not is broken at its brackets, and so
are the brackets around it on the same line, one item a line.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from untagged_llm.fix.displays import flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.fix.brackets import Items, Opened
    from untagged_llm.fix.displays import Code, Page
    from untagged_llm.fix.source import Draft, Source

_TAIL = re.compile(r"(?:[,:]| as \w+:)?(?:\s*#.*)?")
_BETWEEN = re.compile(r"\s*,\s*")


class Growth(Protocol):
    """An expression that gets longer."""

    def on_one_line(self) -> str | None:
        """All of it on one line; None when it cannot be."""

    def broken(self, page: Page, indent: str) -> str:
        """Its brackets opened; `indent` is that of the line it begins on."""


class Grown:
    """Brackets with more items."""

    def __init__(self, opened: Opened, items: Items) -> None:
        self._opened, self._items = opened, items

    def on_one_line(self) -> str | None:
        """All of it on one line; None when it has several already."""
        return self._opened.beside(self._items) if self._opened.is_flat else None

    def broken(self, page: Page, indent: str) -> str:
        """One item a line, unless its lines say otherwise."""
        if self._opened.is_flat:
            return self._opened.apart(self._items, page, indent)
        if self._opened.is_gathered:
            return self._opened.apart(self._items, page, self._opened.closing_indent)
        return self._opened.below(self._items, page)


class Written:
    """An expression in the place of another."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def on_one_line(self) -> str | None:
        """All of it on one line."""
        return flat(self._code)

    def broken(self, page: Page, indent: str) -> str:
        """One item a line."""
        return self._code if isinstance(self._code, str) else self._code.broken(page, indent)


def place(draft: Draft, node: ast.expr, growth: Growth, page: Page) -> None:
    """Write `growth` where `node` was."""
    span = draft.source.span(node)
    before, after = draft.line(span)
    line = growth.on_one_line()
    if line is None:
        draft.replace(span, growth.broken(page, _indent(before)))
    elif len(before) + len(line) + len(_counted(after)) <= page.width:
        draft.replace(span, line)
    else:
        _break(draft, node, growth, page, line)


def _break(draft: Draft, node: ast.expr, growth: Growth, page: Page, line: str) -> None:
    for outer in (_outermost(draft, node), node):
        before, after = draft.line(draft.source.span(outer))
        text = _opened(draft, outer, node, growth, page, _indent(before))
        if text is not None and _TAIL.fullmatch(after):
            draft.replace(draft.source.span(outer), text)
            return
    draft.replace(draft.source.span(node), line)


def _counted(after: str) -> str:
    """What counts of the rest of a line: comments for tools do not."""
    return re.sub(r"\s*# (?:noqa|type:|pragma|pylint|ruff:).*", "", after)


def _indent(before: str) -> str:
    return before[: len(before) - len(before.lstrip())]


def _outermost(draft: Draft, node: ast.expr) -> ast.expr:
    """The outermost brackets around the node that begin and end on its line."""
    found = node
    for around in draft.source.around(node):
        if isinstance(around, (ast.keyword, ast.Await)):
            continue
        if not isinstance(around, (ast.Call, ast.List, ast.Dict)) or _has(around, found):
            break
        if "\n" in draft.slice(draft.source.span(around)):
            break
        found = around
    return found


def _has(around: ast.Call | ast.List | ast.Dict, node: ast.expr) -> bool:
    """Whether the node is a call's callee: then its brackets are not around it."""
    inner = ast.walk(around.func) if isinstance(around, ast.Call) else iter(())
    return any(each is node for each in inner)


def _opened(
    draft: Draft, outer: ast.expr, node: ast.expr, growth: Growth, page: Page, indent: str
) -> str | None:
    """`outer` with the brackets down to `node` opened; None where that cannot be told."""
    if outer is node:
        return growth.broken(page, indent)
    items = list(_items(draft.source, outer))
    deeper = indent + page.unit
    lines = []
    for first, last, inner in items:
        text = draft.slice((first, last))
        if inner is not None and any(each is node for each in ast.walk(inner)):
            grown = _item(draft, (first, last), inner, node, growth, page, deeper)
            if grown is None:
                return None
            text = grown
        lines.append(f"{deeper}{text},")
    edges = _edges(draft, outer, items)
    return page.newline.join([edges[0], *lines, f"{indent}{edges[1]}"]) if edges else None


def _item(
    draft: Draft,
    span: Span,
    item: ast.expr,
    node: ast.expr,
    growth: Growth,
    page: Page,
    indent: str,
) -> str | None:
    """The item that the node is in, on a line of its own if that is enough."""
    start, end = draft.source.span(node)
    line = growth.on_one_line()
    if line is not None:
        whole = f"{draft.slice((span[0], start))}{line}{draft.slice((end, span[1]))}"
        if len(indent) + len(whole) + len(",") <= page.width:
            return whole
    while isinstance(item, ast.Await):
        item = item.value
    text = _opened(draft, item, node, growth, page, indent)
    return None if text is None else f"{draft.slice((span[0], draft.source.span(item)[0]))}{text}"


def _edges(
    draft: Draft, outer: ast.expr, items: Sequence[tuple[int, int, ast.expr | None]]
) -> tuple[str, str] | None:
    """What stands before the first item and behind the last, if all is as it seems."""
    start, end = draft.source.span(outer)
    if not items:
        return None
    gaps = [draft.slice((one[1], two[0])) for one, two in pairwise(items)]
    head, tail = draft.slice((start, items[0][0])), draft.slice((items[-1][1], end))
    closing = tail.strip().lstrip(",").strip()
    whole = all(_BETWEEN.fullmatch(gap) for gap in gaps) and len(closing) == 1
    return (head, closing) if whole and head[-1:] in ("(", "[", "{") else None


def _items(source: Source, outer: ast.expr) -> Iterator[tuple[int, int, ast.expr | None]]:
    """Offsets of each item of a call or a display, and the expression in it."""
    if isinstance(outer, ast.Dict):
        for key, value in zip(outer.keys, outer.values, strict=True):
            first, last = source.span(value)
            yield (source.span(key)[0] if key else first - 2), last, value
        return
    elements = outer.args if isinstance(outer, ast.Call) else getattr(outer, "elts", [])
    for element in elements:
        yield (*source.span(element), element)
    for keyword in outer.keywords if isinstance(outer, ast.Call) else ():
        yield (*source.span(keyword), keyword.value)
