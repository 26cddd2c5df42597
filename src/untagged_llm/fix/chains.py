"""`prompt | model | parser`: where a formatter breaks a chain of operators that got too long."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.fix.displays import Page
    from untagged_llm.fix.source import Draft, Span

_BETWEEN = re.compile(r"(\)*) \| (\(*)")
_FEWEST = 3
_VALUE = re.compile(r"(?:.*[^=!<>:]= |\s*return )")


@dataclass(frozen=True, slots=True)
class Chain:
    """The operands of a chain that stands on one line; `bare`: no brackets are around it yet.

    `indent` is that of the operands when each has a line of its own.
    """

    operands: Sequence[ast.expr]
    indent: str
    bare: bool


def chain_of(draft: Draft, operand: ast.expr, page: Page) -> Chain | None:
    """The chain that an expression is an operand of; None where it cannot be broken."""
    top = _top(draft, operand)
    operands = list(_operands(top))
    if len(operands) < _FEWEST or operand not in operands or not _is_plain(draft, operands):
        return None
    before, after = draft.line(draft.source.span(top))
    if after.strip():
        return None
    if not before.strip():
        return Chain(operands, before, bare=False) if _opens_before(draft, top) else None
    indent = before[: len(before) - len(before.lstrip())]
    is_value = isinstance(draft.source.parents.get(top), (ast.Assign, ast.AnnAssign, ast.Return))
    whole = is_value and _VALUE.fullmatch(before) is not None
    return Chain(operands, indent + page.unit, bare=True) if whole else None


def gaps(draft: Draft, chain: Chain, page: Page) -> Iterator[tuple[Span, str]]:
    """What goes between the operands, and around them, when each gets a line."""
    for span in _between(draft, chain.operands):
        yield span, f"{page.newline}{chain.indent}| "
    if chain.bare:
        start, _ = draft.source.span(chain.operands[0])
        _, end = draft.source.span(chain.operands[-1])
        yield (start, start), f"({page.newline}{chain.indent}"
        yield (end, end), f"{page.newline}{chain.indent.removesuffix(page.unit)})"


def _between(draft: Draft, operands: Sequence[ast.expr]) -> Iterator[Span]:
    """The spans of the operators, without brackets around the operands."""
    spans = [draft.source.span(each) for each in operands]
    for (_, start), (end, _) in pairwise(spans):
        found = _BETWEEN.fullmatch(draft.slice((start, end)))
        if found:
            yield start + len(found[1]), end - len(found[2])


def _top(draft: Draft, operand: ast.expr) -> ast.expr:
    top = operand
    for around in draft.source.around(operand):
        if not (isinstance(around, ast.BinOp) and isinstance(around.op, ast.BitOr)):
            break
        top = around
    return top


def _operands(top: ast.expr) -> Iterator[ast.expr]:
    if isinstance(top, ast.BinOp) and isinstance(top.op, ast.BitOr):
        yield from _operands(top.left)
        yield top.right
    else:
        yield top


def _is_plain(draft: Draft, operands: Sequence[ast.expr]) -> bool:
    """Whether the operands stand on one line with nothing but the operator in between."""
    start, end = draft.source.span(operands[0])[0], draft.source.span(operands[-1])[1]
    one_line = "\n" not in draft.slice((start, end))
    return one_line and len(list(_between(draft, operands))) == len(operands) - 1


def _opens_before(draft: Draft, top: ast.expr) -> bool:
    start = draft.source.span(top)[0]
    return draft.slice((0, start)).rstrip().endswith("(")
