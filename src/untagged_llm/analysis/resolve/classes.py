"""Classes of the project: their bases, their order of lookup, their subclasses."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.joining import members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.scopes import Point, Scope
from untagged_llm.analysis.resolve.values import Class, Sym, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.engine import Engine

_MOST_SUBCLASSES = 12


def bases(engine: Engine, cls: Class) -> Iterator[Value]:
    """What a class derives from, each base evaluated; `Generic[T]` and such are symbols too."""
    point = _around(cls)
    for base in cls.node.bases:
        yield engine.value(base, point)


def _around(cls: Class) -> Point:
    parent = cls.scope.parent
    assert parent is not None
    return Point(parent, None, ())


def mro(engine: Engine, cls: Class, seen: set[int] | None = None) -> Iterator[Class]:
    """The class and the project's classes above it, depth first."""
    seen = set() if seen is None else seen
    if id(cls.node) in seen:
        return
    seen.add(id(cls.node))
    yield cls
    for base in bases(engine, cls):
        for member in members(base):
            if isinstance(member, Class):
                yield from mro(engine, member, seen)


def foreign_bases(engine: Engine, cls: Class) -> Iterator[str]:
    """The library classes that a class derives from, by dotted name."""
    for ancestor in mro(engine, cls):
        for base in bases(engine, ancestor):
            for member in members(base):
                if isinstance(member, Sym):
                    yield member.dotted


def subclasses(engine: Engine, cls: Class) -> list[Class]:
    """The project's direct subclasses of a class, a few at most."""
    found: list[Class] = []
    for module in engine.project.deriving_from(cls.node.name, cls.scope.module):
        for node, scope in module.classes:
            if len(found) >= _MOST_SUBCLASSES:
                return found
            if any(callee_name(_bare(b)) == cls.node.name for b in node.bases):
                below = Class(node, scope)
                if any(c.node is cls.node for c in mro(engine, below)):
                    found.append(below)
    return found


def _bare(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


def class_of_scope(scope: Scope) -> Class | None:
    """The class whose methods a scope belongs to."""
    enclosing = scope.enclosing_class
    if enclosing is None:
        return None
    assert isinstance(enclosing.node, ast.ClassDef)
    return Class(enclosing.node, enclosing)
