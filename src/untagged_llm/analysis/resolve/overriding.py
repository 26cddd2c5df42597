"""What an attribute is when subclasses of the project give it another value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import attributes
from untagged_llm.analysis.resolve.classes import subclasses
from untagged_llm.analysis.resolve.joining import join
from untagged_llm.analysis.resolve.values import (
    Class,
    Const,
    Dict,
    Func,
    Instance,
    Seq,
    Text,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine


OVERRIDDEN = (Const, Dict, Func, Seq, Text, Union)


def overridden(engine: Engine, owner: Instance, name: str, value: Value) -> Value:
    """A member of `self` that subclasses replace: one of those whose objects the project makes."""
    below = [c for c in subclasses(engine, owner.cls) if _says(c, name)]
    if not below or engine.searching_subclasses:
        return value
    engine.searching_subclasses = True
    try:
        found = [(c, attributes.declared(engine, Instance(c, seen=False), c, name)) for c in below]
    finally:
        engine.searching_subclasses = False
    made = {id(c.node) for c in subclasses(engine, owner.cls) if _is_made(engine, c)}
    replaced = [v for c, v in found if v is not None and (id(c.node) in made or not made)]
    inherited = _is_made(engine, owner.cls) or len(replaced) < max(len(made), 1)
    return join([value, *replaced] if inherited else replaced)


def _says(cls: Class, name: str) -> bool:
    return name in cls.scope.bindings or name in cls.scope.self_assigns


def _is_made(engine: Engine, cls: Class) -> bool:
    name = cls.node.name
    return any(m.calls_named(name) for m in engine.project.mentioning(name, cls.scope.module))


def in_subclasses(engine: Engine, owner: Instance, name: str) -> Value | None:
    """What subclasses in the project say of an attribute that the class leaves to them."""
    if engine.searching_subclasses:
        return None
    engine.searching_subclasses = True
    try:
        found = [
            value
            for below in subclasses(engine, owner.cls)
            if (value := attributes.declared(engine, Instance(below), below, name)) is not None
        ]
    finally:
        engine.searching_subclasses = False
    useful = [v for v in found if not isinstance(v, Unknown)]
    return join(useful) if useful else None
