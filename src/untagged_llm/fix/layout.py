"""Where a longer expression breaks: as the file's formatter would break it.

What was on one line and still fits stays there. What does not is broken at its brackets, and so
are the brackets around it on the same line, one item a line.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from untagged_llm.fix.chains import chain_of, gaps
from untagged_llm.fix.displays import flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from untagged_llm.fix.brackets import Items, Opened
    from untagged_llm.fix.chains import Chain
    from untagged_llm.fix.displays import Code, Page
    from untagged_llm.fix.source import Draft, Source, Span

    Item: TypeAlias = tuple[int, int, ast.expr]
    Piece: TypeAlias = tuple[Span, str]

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
        return self._line

    @cached_property
    def _line(self) -> str | None:
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
    elif page.fits(f"{before}{line}{_counted(after)}"):
        draft.replace(span, line)
    else:
        _break(draft, node, growth, page)


def _break(draft: Draft, node: ast.expr, growth: Growth, page: Page) -> None:
    outer = _outermost(draft, node)
    chain = chain_of(draft, outer, page)
    if chain is not None:
        within = _of_operand(draft, chain, outer, node, growth, page)
        _replace(draft, [*within, *gaps(draft, chain, page)])
        return
    before, after = draft.line(draft.source.span(outer))
    pieces = _opened(draft, outer, node, growth, page, _indent(before))
    if pieces is None or not (_is_spread(draft, outer) or _TAIL.fullmatch(after)):
        pieces = [(draft.source.span(node), growth.broken(page, _indent(before)))]
    _replace(draft, pieces)


def _replace(draft: Draft, pieces: Sequence[Piece]) -> None:
    for span, text in sorted(pieces, reverse=True):
        draft.replace(span, text)


def _of_operand(
    draft: Draft, chain: Chain, operand: ast.expr, node: ast.expr, growth: Growth, page: Page
) -> list[Piece]:
    """The operand that grows, on a line of its own if that is enough."""
    start, end = draft.source.span(node)
    first, last = draft.source.span(operand)
    line = growth.on_one_line()
    if line is not None:
        whole = f"{draft.slice((first, start))}{line}{draft.slice((end, last))}"
        if page.fits(f"{chain.indent}| {whole}"):
            return [((start, end), line)]
    opened = _opened(draft, operand, node, growth, page, chain.indent)
    return opened or [((start, end), growth.broken(page, chain.indent))]


def _is_spread(draft: Draft, outer: ast.expr) -> bool:
    return "\n" in draft.slice(draft.source.span(outer))


def _counted(after: str) -> str:
    """What counts of the rest of a line: comments for tools do not."""
    return re.sub(r"\s*# (?:noqa|type:|pragma|pylint|ruff:).*", "", after)


def _indent(before: str) -> str:
    return before[: len(before) - len(before.lstrip())]


def _outermost(draft: Draft, node: ast.expr) -> ast.expr:
    """The outermost brackets around the node that have to be opened for it.

    Those that begin and end on its line, and around them those that hold all on that one line.
    """
    found = node
    for around in draft.source.around(node):
        if isinstance(around, (ast.keyword, ast.Await)):
            continue
        if not isinstance(around, (ast.Call, ast.List, ast.Dict)) or _has(around, found):
            break
        if _is_spread(draft, around):
            return around if _is_gathered(draft, around) else found
        found = around
    return found


def _is_gathered(draft: Draft, around: ast.Call | ast.List | ast.Dict) -> bool:
    """Whether several items share the one line between the lines with the brackets."""
    items = list(_items(draft.source, around))
    inside = draft.slice((items[0][0], items[-1][1]))
    edges = _edges(draft, around, items)
    head = draft.slice((draft.source.span(around)[0], items[0][0]))
    return len(items) > 1 and "\n" not in inside and edges is not None and "\n" in head


def _has(around: ast.Call | ast.List | ast.Dict, node: ast.expr) -> bool:
    """Whether the node is a call's callee: then its brackets are not around it."""
    inner = ast.walk(around.func) if isinstance(around, ast.Call) else iter(())
    return any(each is node for each in inner)


def _opened(
    draft: Draft, outer: ast.expr, node: ast.expr, growth: Growth, page: Page, indent: str
) -> list[Piece] | None:
    """What opens the brackets from `outer` down to `node`; None where that cannot be told."""
    if outer is node:
        return [(draft.source.span(node), growth.broken(page, indent))]
    items = list(_items(draft.source, outer))
    edges = _edges(draft, outer, items)
    if edges is None:
        return None
    deeper = indent + page.unit
    inner = _inner(draft, items, node, growth, page, deeper)
    first, last = items[0][0], items[-1][1]
    return (
        None
        if inner is None
        else [
            ((edges[0], first), f"{page.newline}{deeper}"),
            *(((one[1], two[0]), f",{page.newline}{deeper}") for one, two in pairwise(items)),
            ((last, edges[1]), f",{page.newline}{indent}"),
            *inner,
        ]
    )


def _inner(
    draft: Draft,
    items: Sequence[Item],
    node: ast.expr,
    growth: Growth,
    page: Page,
    indent: str,
) -> list[Piece] | None:
    """The item that the node is in, on a line of its own if that is enough."""
    first, last, item = next(each for each in items if _holds(each[2], node))
    start, end = draft.source.span(node)
    line = growth.on_one_line()
    if line is not None:
        whole = f"{draft.slice((first, start))}{line}{draft.slice((end, last))}"
        if page.fits(f"{indent}{whole},"):
            return [((start, end), line)]
    while isinstance(item, ast.Await):
        item = item.value
    return _opened(draft, item, node, growth, page, indent)


def _holds(item: ast.expr, node: ast.expr) -> bool:
    return any(each is node for each in ast.walk(item))


def _edges(draft: Draft, outer: ast.expr, items: Sequence[Item]) -> Span | None:
    """Where the opening bracket ends and the closing one begins, if all is as it seems."""
    start, end = draft.source.span(outer)
    if not items:
        return None
    text = draft.source.text
    head, tail = text[start : items[0][0]].rstrip(), text[items[-1][1] : end].strip()
    gaps = [text[one[1] : two[0]] for one, two in pairwise(items)]
    whole = all(_BETWEEN.fullmatch(gap) for gap in gaps) and len(tail.lstrip(",").strip()) == 1
    return (start + len(head), end - 1) if whole and head[-1:] in ("(", "[", "{") else None


def _items(source: Source, outer: ast.expr) -> Iterator[Item]:
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
