"""What a node of a syntax tree says by itself: where it stands, what it is called."""

from __future__ import annotations

import ast
from typing import TypeAlias

Position: TypeAlias = tuple[int, int]


def callee_name(func: ast.expr) -> str:
    """The last identifier of a callee, "" when it has none."""
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def start_of(node: ast.expr | ast.stmt) -> Position:
    """Where a node starts: (line, byte column)."""
    return node.lineno, node.col_offset


def end_of(node: ast.expr | ast.stmt) -> Position:
    """Where a node ends: (line, byte column)."""
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def dotted_text(node: ast.expr) -> str | None:
    """`self.headers` for that expression; None when it is more than names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted_text(node.value)
        return f"{base}.{node.attr}" if base else None
    return None
