"""Whether one program differs from another only by what a fix may add.

Added are: keywords, entries of dict displays, module constants, imports, `with owner(...)`
around a statement, `tag(...)` and `json.dumps(...)` around an expression, `{**x, ...}` around a
mapping, a lambda around a class that somebody else calls.
"""

from __future__ import annotations

import ast
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WRAPPERS = ("tag", "dumps")


def only_added(before: str, after: str) -> bool:
    """Whether `after` is `before` and additions."""
    return _statements(ast.parse(before).body, ast.parse(after).body)


def _statements(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    left = list(before)
    for node in after:
        if left and _same(left[0], node):
            left.pop(0)
        elif _is_owner_block(node) and left:
            inner = node.body if isinstance(node, ast.With) else []
            if not _statements(left[: len(inner)], inner):
                return False
            del left[: len(inner)]
        elif not _is_new(node):
            return False
    return not left


def _is_owner_block(node: ast.stmt) -> bool:
    if not isinstance(node, ast.With) or len(node.items) != 1:
        return False
    made = node.items[0].context_expr
    return isinstance(made, ast.Call) and ast.unparse(made.func).endswith("owner")


def _is_new(node: ast.stmt) -> bool:
    is_constant = isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    return is_constant or isinstance(node, (ast.Import, ast.ImportFrom))


def _same(before: ast.AST, after: ast.AST) -> bool:
    if _around(before, after):
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, ast.Dict) and isinstance(after, ast.Dict):
        return _entries(before, after)
    if isinstance(before, ast.ImportFrom) and isinstance(after, ast.ImportFrom):
        names = {(each.name, each.asname) for each in after.names}
        kept = {(each.name, each.asname) for each in before.names} <= names
        return before.module == after.module and kept
    return all(
        _keywords(one, two) if name == "keywords" else _value(one, two)
        for (name, one), (_, two) in zip(
            ast.iter_fields(before), ast.iter_fields(after), strict=False
        )
    )


def _fields(node: ast.AST) -> list[tuple[str, object]]:
    return list(ast.iter_fields(node))


def _value(one: object, two: object) -> bool:
    if isinstance(one, ast.AST) and isinstance(two, ast.AST):
        return _same(one, two)
    if isinstance(one, list) and isinstance(two, list):
        if one and isinstance(one[0], ast.stmt):
            return _statements(one, two)
        return all(_value(a, b) for a, b in zip_longest(one, two))
    return type(one) is type(two) and one == two


def _keywords(before: list[ast.keyword], after: list[ast.keyword]) -> bool:
    left = list(before)
    for keyword in after:
        if left and left[0].arg == keyword.arg and _same(left[0].value, keyword.value):
            left.pop(0)
    return not left


def _entries(before: ast.Dict, after: ast.Dict) -> bool:
    pairs = list(zip(before.keys, before.values, strict=True))
    first = list(zip(after.keys, after.values, strict=True))[: len(pairs)]
    return len(first) == len(pairs) and all(
        _value(a, c) and _same(b, d) for (a, b), (c, d) in zip(pairs, first, strict=True)
    )


def _around(before: ast.AST, after: ast.AST) -> bool:
    """Whether `after` is `before` with something around it that a fix may put there."""
    if isinstance(after, ast.Dict) and after.keys and after.keys[0] is None:
        return _spread(before, after.values[0])
    if isinstance(after, ast.Call) and ast.unparse(after.func).rpartition(".")[2] in WRAPPERS:
        return bool(after.args) and not _is_call_of(before, after) and _same(before, after.args[0])
    if isinstance(after, ast.Lambda) and isinstance(after.body, ast.Call):
        return _same(before, after.body.func)
    is_nothing = isinstance(before, ast.Constant) and before.value is None
    is_empty = isinstance(before, ast.Dict) and not before.keys
    mapping = isinstance(after, (ast.Dict, ast.Name, ast.Call))
    return mapping and (is_nothing or (is_empty and isinstance(after, ast.Name)))


def _is_call_of(before: ast.AST, after: ast.Call) -> bool:
    return isinstance(before, ast.Call) and ast.dump(before.func) == ast.dump(after.func)


def _spread(before: ast.AST, base: ast.expr) -> bool:
    """`{**x, ...}`, `{**(x or {}), ...}`; of `x or None` the None is gone."""
    if isinstance(before, ast.BoolOp) and isinstance(before.values[-1], ast.Constant):
        before = before.values[0] if len(before.values) == 2 else before
    if isinstance(base, ast.BoolOp) and isinstance(base.values[-1], ast.Dict):
        base = base.values[0]
    return _same(before, base)
