"""One mapping under several names: after `mine = HEADERS` a change of one is one of the other."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.nodes import dotted_text
from untagged_llm.analysis.resolve.scopes import Mutation, Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.analysis.resolve.nodes import Position
    from untagged_llm.analysis.resolve.scopes import Binding, Scope


def edits(scope: Scope, text: str) -> Sequence[Mutation]:
    """The changes that `scope` makes in place to what the name `text` holds, in source order."""
    if not scope.mutations:
        return ()
    own = scope.mutations.get(text, [])
    shared = [m for other in _others(scope, text) for m in _through(scope, *other)]
    if not shared and len(own) < 2:
        return own
    return sorted([*own, *shared], key=lambda m: m.pos)


def _others(scope: Scope, text: str) -> list[tuple[str, Binding, Position | None]]:
    if scope.alias_pairs is None:
        scope.alias_pairs = defaultdict(list)
        for name, binding, target in _assignments(scope):
            for one, other in ((name, target), (target, name)):
                until = _rebound(scope, other, binding.pos)
                scope.alias_pairs[one].append((other, binding, until))
    return scope.alias_pairs.get(text, [])


def _assignments(scope: Scope) -> Iterator[tuple[str, Binding, str]]:
    """`name = target`, both of them plain or dotted names."""
    for name, bindings in scope.bindings.items():
        for binding in bindings:
            target = alias_of(binding)
            if target is not None and target != name:
                yield name, binding, target


def alias_of(binding: Binding) -> str | None:
    """The name that a binding gives another name to; None when it does something else."""
    if binding.kind != "assign" or binding.path:
        return None
    item = _item(binding)
    if item is not None:
        return item[0]
    value = binding.value
    return dotted_text(value) if isinstance(value, (ast.Name, ast.Attribute)) else None


def _item(binding: Binding) -> tuple[str, ast.expr] | None:
    """The mapping and the key, where a name is given what stands under it: `h = params["h"]`."""
    value = binding.value
    if isinstance(value, ast.Subscript):
        owner, key = value.value, value.slice
    elif (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("get", "setdefault")
        and value.args
    ):
        owner, key = value.func.value, value.args[0]
    else:
        return None
    text = dotted_text(owner) if isinstance(key, ast.Constant) else None
    return None if text is None else (text, key)


def _rebound(scope: Scope, name: str, after: Position) -> Position | None:
    return min((b.pos for b in scope.bindings.get(name, ()) if b.pos > after), default=None)


def _through(
    scope: Scope, other: str, binding: Binding, until: Position | None
) -> Iterator[Mutation]:
    """Changes under the other name while both mean the same; no more certain than the alias."""
    key = _item(binding)
    if key is not None and key[0] == other:
        return
    for mutation in scope.mutations.get(other, ()):
        if mutation.pos <= binding.pos or (until is not None and mutation.pos > until):
            continue
        if key is not None:
            _, _, _, node, point, pos, _ = mutation
            mutation = Mutation("inside", key[1], None, node, point, pos, mutation)
        around = binding.point.block
        if around is None or mutation.point.block is not None:
            yield mutation
        else:
            yield mutation._replace(point=Point(scope, around, mutation.point.withs))
