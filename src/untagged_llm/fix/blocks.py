"""`with owner(...)` around the statement that makes a call."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import TYPE_CHECKING

from untagged_llm.fix.displays import Display
from untagged_llm.fix.source import Impossible, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.fix.displays import Spelling
    from untagged_llm.fix.offer import Pair
    from untagged_llm.fix.source import Draft, Source, Span

_LATER = (
    ast.Lambda,
    ast.GeneratorExp,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
)


def statement(source: Source, node: ast.expr) -> ast.stmt:
    """The statement to surround. Raises Impossible when the call is made later than it runs."""
    if not isinstance(node, ast.Call):
        raise Impossible("the call is made by what it is handed to, at another time")
    for around in source.around(node):
        if isinstance(around, _LATER):
            raise Impossible("the call is made later than the statement that it stands in")
        if isinstance(around, ast.stmt) and _owns_its_lines(source, around):
            return around
    raise Impossible("no statement of its own makes the call")


def _owns_its_lines(source: Source, node: ast.stmt) -> bool:
    start, end = source.span(node)
    before = source.text[source.line_of(start)[0] : start]
    behind = source.text[end : source.line_of(end)[1]].strip()
    is_elif = isinstance(node, ast.If) and source.text.startswith("elif", start)
    return not before.strip() and not is_elif and (not behind or behind.startswith("#"))


def surround(
    draft: Draft, node: ast.stmt, pairs: tuple[Pair, ...], name: str, spelling: Spelling
) -> None:
    """Put the statement into `with name(...)`, one step further in."""
    source = draft.source
    start, end = source.span(node)
    span = (source.line_of(start)[0], source.line_of(end)[1])
    lines = draft.slice(span)
    indent = lines[: len(lines) - len(lines.lstrip())]
    opening = Display(f"with {name}(", spelling.keywords(pairs), ")")
    header = spelling.page.fitted(opening, indent, tail=":")
    body = _indented(lines, spelling.page.unit)
    draft.replace(span, f"{indent}{header}:{spelling.page.newline}{body}")


def span_of(source: Source, node: ast.stmt) -> Span:
    """The whole lines of a statement."""
    start, end = source.span(node)
    return source.line_of(start)[0], source.line_of(end)[1]


def _indented(text: str, unit: str) -> str:
    inside = set(_inside_strings(text))
    lines = lines_of(text)
    return "".join(
        line if number in inside or not line.strip() else unit + line
        for number, line in enumerate(lines, 1)
    )


def _inside_strings(text: str) -> Iterator[int]:
    """The lines that begin inside a string: white space there is text."""
    begun: list[int] = []
    names = {"FSTRING_START": 1, "TSTRING_START": 1, "FSTRING_END": -1, "TSTRING_END": -1}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        step = names.get(tokenize.tok_name[token.type], 0)
        if token.type == tokenize.STRING:
            yield from range(token.start[0] + 1, token.end[0] + 1)
        elif step > 0:
            begun.append(token.start[0])
        elif step < 0:
            yield from range(begun.pop() + 1, token.end[0] + 1)
