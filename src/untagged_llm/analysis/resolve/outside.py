"""Mappings changed through their owner: `service.headers.pop(…)`, `settings.OWNER = {}`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from untagged_llm.analysis.resolve import aliases, edits, mappings
from untagged_llm.analysis.resolve.joining import members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.scopes import below, self_name
from untagged_llm.analysis.resolve.values import Dict, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Binding, Mutation, Point, Scope
    from untagged_llm.analysis.resolve.tree import ModuleTree

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_REMOVALS = ("delete", "clear", "unknown")


class Change(NamedTuple):
    """Something that is done to `owner.name`; `what` has the value or the edit."""

    owner: ast.expr
    point: Point
    what: Binding | Mutation


def edited(
    engine: Engine, value: Value, name: str, home: ModuleTree, is_owner: Callable[[Value], bool]
) -> Value:
    """A mapping that is an attribute of something, after what the project may do to it."""
    if engine.hasty or not isinstance(value, Dict):
        return value
    for module in engine.project.editing(name, home):
        for change in changes(module).get(name, ()):
            owners = members(engine.value(change.owner, change.point))
            if any(is_owner(m) for m in owners):
                value = _after(engine, value, change.what)
            elif _removes(change.what) and any(isinstance(m, Unknown) for m in owners):
                value = _removed(value)
    return value


def through_getters(engine: Engine, value: Dict, name: str, scope: Scope) -> Dict:
    """A module's mapping that functions return: their callers may edit the very same object."""
    if engine.hasty:
        return value
    for function, inner in scope.children.items():
        if isinstance(function, _FUNCTIONS) and any(_is_name(e, name) for e, _ in inner.returns):
            for module in engine.project.mentioning(function.name, scope.module):
                if any(_edits_result(s, function.name) for s in below(module.scope)):
                    return _removed(value)
    return value


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _edits_result(scope: Scope, getter: str) -> bool:
    """Whether a scope takes keys out of what a function gave it: `h = headers(); h.pop(…)`."""
    for name, bindings in scope.bindings.items() if scope.mutations else ():
        for binding in bindings:
            made = binding.value
            if isinstance(made, ast.Call) and callee_name(made.func) == getter:
                return any(
                    m.kind in _REMOVALS and m.pos > binding.pos for m in aliases.edits(scope, name)
                )
    return False


def _removes(what: Binding | Mutation) -> bool:
    return what.kind in _REMOVALS


def _removed(value: Dict) -> Dict:
    return Dict(value.entries_maybe(), True, "it is edited elsewhere", value.place, value.element)


def _after(engine: Engine, value: Dict, what: Binding | Mutation) -> Dict:
    if _removes(what):
        return _removed(value)
    if isinstance(what, tuple):
        return edits.perhaps(engine, value, what)
    given = None if what.value is None else engine.value(what.value, what.point)
    return _removed(value) if given is None else mappings.meet([value, mappings.as_mapping(given)])


def changes(module: ModuleTree) -> dict[str, list[Change]]:
    """What a module does to attributes of others, by the attribute's name."""
    if module.attribute_changes is None:
        module.attribute_changes = {}
        for scope in below(module.scope):
            for name, change in _of_scope(scope):
                module.attribute_changes.setdefault(name, []).append(change)
    found: dict[str, list[Change]] = module.attribute_changes
    return found


def _of_scope(scope: Scope) -> Iterator[tuple[str, Change]]:
    own = self_name(scope)
    for table in (scope.mutations, scope.bindings):
        for text, listed in table.items():
            owner, _, name = text.rpartition(".")
            if not owner or owner == own:
                continue
            for what in listed:
                yield name, Change(_parsed(owner, what.node), what.point, what)


def _parsed(text: str, at: ast.AST) -> ast.expr:
    parsed = ast.parse(text, mode="eval").body
    for inner in ast.walk(parsed):
        ast.copy_location(inner, at)
    return parsed
