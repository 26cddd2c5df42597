"""The stable fingerprint of a site: it survives moved lines and edited arguments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm import siteid
from untagged_llm.analysis.resolve.nodes import callee_name, start_of

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.scopes import Point


def callee_text(node: ast.AST) -> str:
    """The callee as written, white space normalised."""
    target = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(target)


def site_id(node: ast.AST, point: Point, callable_: str) -> str:
    """Module path, qualified name, callable, callee text and ordinal, as 16 hex digits."""
    text = callee_text(node)
    scope = point.scope
    ordinal = _ordinal(node, point, text)
    return siteid.site_id(scope.module.identity, scope.qualname, callable_, text, ordinal)


def _ordinal(node: ast.AST, point: Point, text: str) -> int:
    """How many calls of the same text stand before this one in its function."""
    if not isinstance(node, ast.Call):
        return 0
    twins = (
        ref.node
        for ref in point.scope.module.calls_named(callee_name(node.func))
        if ref.point.scope is point.scope
    )
    here = start_of(node)
    return sum(1 for twin in twins if start_of(twin) < here and callee_text(twin) == text)
