"""`owner.name`: on SDK clients, on the project's objects, classes and modules, on libraries."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import (
    aftermath,
    calling,
    edits,
    importing,
    names,
    outside,
    overriding,
    records,
    typehints,
)
from untagged_llm.analysis.resolve.classes import bases, foreign_bases, mro
from untagged_llm.analysis.resolve.joining import clients, join, members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Class,
    ClientValue,
    Const,
    Dict,
    Env,
    Environment,
    Func,
    Instance,
    Method,
    Mock,
    ModuleValue,
    Seq,
    Super,
    Sym,
    Text,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Binding, Scope

_PROPERTIES = {"property", "cached_property", "lazy_property", "async_property", "classproperty"}


def of(engine: Engine, owner: Value, name: str) -> Value:
    """What `owner.name` may stand for."""
    return join([_of_one(engine, member, name) for member in members(owner)])


def _of_one(engine: Engine, owner: Value, name: str) -> Value:
    if isinstance(owner, Sym):
        return _of_symbol(engine, owner, name)
    if isinstance(owner, ClientValue):
        return of_client(owner, name)
    if isinstance(owner, Instance):
        return of_instance(engine, owner, name)
    if isinstance(owner, Class):
        return of_class(engine, owner, name)
    if isinstance(owner, ModuleValue):
        return _of_module(engine, owner, name)
    if isinstance(owner, Super):
        return _of_super(engine, owner, name)
    if isinstance(owner, Built):
        return _of_built(owner, name)
    if isinstance(owner, Const) and name == "value":
        return owner
    if isinstance(owner, (Dict, Seq, Const, Text, Env, Func)):
        return Method(owner, name)
    return owner if isinstance(owner, Mock) else UNKNOWN


def _of_symbol(engine: Engine, owner: Sym, name: str) -> Value:
    dotted = f"{owner.dotted}.{name}"
    local = engine.namespaces.get(dotted)
    if local is not None:
        return ModuleValue(dotted, local.scope)
    return Sym(dotted)


def _of_built(owner: Built, name: str) -> Value:
    if name == "model_copy" or (name == "get" and owner.dotted == "contextvars.ContextVar"):
        return Method(owner, name)
    entry = owner.fields.entries.get(name)
    return Sym(f"{owner.dotted}.{name}") if entry is None else entry.value


def of_client(client: ClientValue, name: str) -> ClientValue:
    """One step down a client's attribute path; views of the same shape are no step."""
    if name in client.row.views:
        return client
    return client.at(*client.path, name)


def _of_module(engine: Engine, owner: ModuleValue, name: str) -> Value:
    module = owner.scope.module
    member = importing.module_member(engine, module, name)
    if not isinstance(member, Unknown):
        return member
    submodule = engine.find(f"{owner.name}.{name}", module)
    return member if submodule is None else ModuleValue(f"{owner.name}.{name}", submodule.scope)


def of_instance(engine: Engine, owner: Instance, name: str) -> Value:
    """`self.name`: what methods assigned, what the class body says, what the SDK's class has."""
    given = records.given_field(engine, owner, name)
    if given is not None and name not in owner.cls.scope.self_assigns:
        return given
    value = _searched(engine, owner, name, owner.cls)
    value = records.field(engine, owner, name, value)
    if isinstance(value, Dict):
        module = owner.cls.scope.module
        is_owner = partial(_is_of, engine, owner.cls)
        value = outside.edited(engine, value, name, module, is_owner)
    if not owner.seen and isinstance(value, overriding.OVERRIDDEN):
        return overriding.overridden(engine, owner, name, value)
    if value is None or (isinstance(value, Unknown) and owner.client is None):
        below = overriding.in_subclasses(engine, owner, name)
        if below is not None:
            return below
    if value is not None:
        return value
    if name in records.DUMPS and owner.client is None:
        return records.fields_of(engine, owner) if name == "__dict__" else Method(owner, name)
    if owner.client is not None:
        return of_client(owner.client, name)
    return _proxied(engine, owner, name)


def _proxied(engine: Engine, owner: Instance, name: str) -> Value:
    """What `__getattr__` gives by `getattr(something, name)`: a module that is imported lazily."""
    for cls in mro(engine, owner.cls):
        for binding in cls.scope.bindings.get("__getattr__", ()):
            inner = cls.scope.children.get(binding.node)
            for expr, point in inner.returns if inner is not None else ():
                if isinstance(expr, ast.Call) and callee_name(expr.func) == "getattr" and expr.args:
                    return engine.attribute(engine.value(expr.args[0], point), name)
    return UNKNOWN


def _is_of(engine: Engine, cls: Class, value: Value) -> bool:
    """Whether a value is the class, or an object of it or of one of its relatives."""
    other = value.cls if isinstance(value, Instance) else value
    if not isinstance(other, Class):
        return False
    lineage = {id(c.node) for c in mro(engine, other)}
    return id(cls.node) in lineage or any(id(c.node) == id(other.node) for c in mro(engine, cls))


def _searched(engine: Engine, owner: Instance, name: str, start: Class) -> Value | None:
    for cls in mro(engine, start):
        value = declared(engine, owner, cls, name)
        if value is not None:
            return value
    return None


def declared(engine: Engine, owner: Instance, cls: Class, name: str) -> Value | None:
    """What one class says of an attribute; None when it says nothing."""
    assigned = cls.scope.self_assigns.get(name, ())
    values = [_self_assigned(engine, owner, cls, binding, name) for binding in assigned]
    if not any(_always(binding) for binding in assigned):
        values += [_member(engine, owner, cls, b) for b in cls.scope.bindings.get(name, ())]
    if not values:
        return None
    solid = [v for v in values if not (isinstance(v, Const) and v.value is None)]
    if any(clients(v) for v in solid):
        return join(solid)
    typed = _annotated(engine, cls, name)
    useful = typed is not None and (clients(typed) or not solid)
    return join([*values, typed]) if typed is not None and useful else join(values)


def _always(binding: Binding) -> bool:
    """Whether every object is given the attribute when it is made: the class's own is hidden."""
    scope = binding.point.scope
    return scope.name == "__init__" and binding.point.block is None and binding.value is not None


def _annotated(engine: Engine, cls: Class, name: str) -> Value | None:
    for binding in (*cls.scope.self_assigns.get(name, ()), *cls.scope.bindings.get(name, ())):
        if binding.annotation is not None:
            return typehints.instance_of(engine, binding.annotation, binding.point)
    return None


def _self_assigned(
    engine: Engine, owner: Instance, cls: Class, binding: Binding, name: str
) -> Value:
    scope = binding.point.scope
    env: Environment = {}
    if owner.env or owner.cls.node is not cls.node:
        env = {**owner.env, scope: {**owner.env.get(scope, {}), **_self(scope, owner)}}
    value = names.of_binding(engine, binding, env)
    text = f"{scope.self_name}.{name}"
    value = edits.changed(engine, value, text, scope, binding.pos, None, None, {})
    return aftermath.of_variable(
        engine, value, text, scope, binding.pos, None, binding.point, (0, 0)
    )


def _self(scope: Scope, owner: Instance) -> dict[str, Value]:
    return {} if scope.self_name is None else {scope.self_name: owner}


def _member(engine: Engine, owner: Value, cls: Class, binding: Binding) -> Value:
    node = binding.node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _method(engine, owner, binding, node)
    value = names.of_binding(engine, binding, {})
    if isinstance(value, Func) and isinstance(value.node, ast.Lambda):
        return value
    return value


def _method(
    engine: Engine,
    owner: Value,
    binding: Binding,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
) -> Value:
    scope = binding.point.scope.children[node]
    decorators = {
        callee_name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list
    }
    function = Func(node, scope, owner)
    if decorators & {"setter", "deleter"}:
        return Const(None)
    if decorators & _PROPERTIES:
        return calling.returned(engine, function, {})
    if "staticmethod" in decorators:
        return Func(node, scope)
    if "classmethod" in decorators and isinstance(owner, Instance):
        return Func(node, scope, owner.cls)
    return function


def of_class(engine: Engine, cls: Class, name: str) -> Value:
    """`Class.name`: class attributes, class and static methods; what the SDK's class has."""
    for ancestor in mro(engine, cls):
        bindings = ancestor.scope.bindings.get(name)
        assigned = ancestor.scope.self_assigns.get(name, ())
        if bindings or assigned:
            values = [_member(engine, cls, ancestor, b) for b in bindings or ()]
            held = join([*values, *(names.of_binding(engine, b, {}) for b in assigned)])
            return outside.edited(
                engine, held, name, cls.scope.module, partial(_is_of, engine, cls)
            )
    for dotted in foreign_bases(engine, cls):
        if engine.registry.client_named(f"{dotted}.{name}") is not None:
            return Sym(f"{dotted}.{name}")
    return UNKNOWN


def _of_super(engine: Engine, owner: Super, name: str) -> Value:
    instance = owner.owner
    for base in bases(engine, owner.cls):
        for member in members(base):
            if isinstance(member, Class):
                target = instance if isinstance(instance, Instance) else Instance(member)
                value = _searched(engine, target, name, member)
                if value is not None:
                    return value
    client = instance.client if isinstance(instance, Instance) else None
    return UNKNOWN if client is None else of_client(client, name)
