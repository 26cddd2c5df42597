"""What a call gives back: clients, objects, values of the project's functions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import (
    attributes,
    classes,
    library,
    mappings,
    methods,
    passing,
    records,
    truth,
)
from untagged_llm.analysis.resolve.joining import clients, join, members
from untagged_llm.analysis.resolve.scopes import Point
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Class,
    ClientValue,
    Const,
    Dict,
    Environment,
    Func,
    Instance,
    Method,
    Mock,
    Partial,
    Returns,
    Seq,
    Super,
    Sym,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Scope

_DEEPEST_ENVIRONMENT = 4


def result(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """What `node` gives back."""
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return _super(engine, node, point, env)
    callee = engine.value(node.func, point, env)
    return join([of_callee(engine, member, node, point, env) for member in members(callee)])


def of_callee(
    engine: Engine, callee: Value, node: ast.Call, point: Point, env: Environment, skip: int = 0
) -> Value:
    """What calling `callee` with the arguments of `node` (the first `skip` aside) gives back."""
    if isinstance(callee, Sym):
        return library.result(engine, callee, node, point, env, skip)
    if isinstance(callee, ClientValue):
        from untagged_llm.analysis.resolve import derived

        return derived.result(engine, callee, node, point, env, skip)
    if isinstance(callee, Func):
        return _of_function(engine, callee, node, point, env, skip)
    if isinstance(callee, Class):
        return instantiated(engine, callee, node, point, env, skip)
    if isinstance(callee, Instance):
        return _of_instance(engine, callee, node, point, env, skip)
    if isinstance(callee, Partial):
        return _of_partial(engine, callee, node, point, env, skip)
    if isinstance(callee, Method):
        return methods.method(engine, callee, node, point, env)
    if isinstance(callee, Returns):
        return callee.value
    return callee if isinstance(callee, Mock) else UNKNOWN


def _of_partial(
    engine: Engine, callee: Partial, node: ast.Call, point: Point, env: Environment, skip: int
) -> Value:
    if isinstance(callee.func, Sym):
        from untagged_llm.analysis.resolve import clients as client_calls

        made = client_calls.by_partial(engine, callee, callee.func, node, point, env, skip)
        if made is not None:
            return made
    return of_callee(engine, callee.func, callee.call, callee.point, callee.env, callee.skip)


def _super(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    cls = classes.class_of_scope(point.scope)
    if cls is None:
        return UNKNOWN
    return Super(cls, unseen_instance(engine, cls))


# -- functions --------------------------------------------------------------------------------


def _of_function(
    engine: Engine, callee: Func, node: ast.Call, point: Point, env: Environment, skip: int
) -> Value:
    wrapper = engine.wrapper_of(callee)
    if wrapper is not None and wrapper.kind == "client":
        from untagged_llm.analysis.resolve import clients as client_calls

        return client_calls.wrapped(engine, wrapper, node, point, env)
    plain = returned(engine, callee, {})
    if id(callee.node) not in engine.depends_on_parameters or len(env) >= _DEEPEST_ENVIRONMENT:
        return plain
    bound = passing.bind(engine, callee, node, point, env, skip)
    inner = {**env, **callee.env, callee.scope: bound}
    return returned(engine, callee, inner)


def returned(engine: Engine, callee: Func, env: Environment) -> Value:
    """What a function returns (or yields, when it is a context manager or a provider)."""
    if env:
        return _returns(engine, callee, env)
    own = callee.owner is not None and _is_own(engine, callee)
    if own and not _is_record(engine, callee.owner):
        return _returns(engine, callee, _with_self(callee))
    plain = engine.remembered_return(callee, lambda: _returns(engine, callee, {}))
    return _returns(engine, callee, _with_self(callee)) if own and _may_tag(plain) else plain


def _with_self(callee: Func) -> Environment:
    assert callee.owner is not None
    return {callee.scope: {str(callee.scope.self_name): callee.owner}}


def _is_record(engine: Engine, owner: Value | None) -> bool:
    return isinstance(owner, Instance) and records.is_record(engine, owner.cls)


def _may_tag(value: Value) -> bool:
    """Whether a value may be headers or metadata, or a client that has some."""
    return any(isinstance(m, (Dict, Seq, ClientValue)) for m in members(value))


def _is_own(engine: Engine, callee: Func) -> bool:
    """Whether binding `self` can matter: the object is of a subclass, or knows its arguments."""
    if callee.scope.self_name is None:
        return False
    owner = callee.owner
    if isinstance(owner, Instance):
        own = bool(owner.env) or owner.cls.scope is not callee.scope.parent
        return own or (owner.seen and bool(classes.subclasses(engine, owner.cls)))
    return isinstance(owner, Class) and owner.scope is not callee.scope.parent


def _returns(engine: Engine, callee: Func, env: Environment) -> Value:
    scope = callee.scope
    values = [engine.value(expr, point, env) for expr, point in _reached(engine, scope, env)]
    if not values and scope.yields:
        values = [engine.value(expr, point, env) for expr, point in scope.yields]
    if any(point.block for _, point in scope.returns) and any(map(_may_tag, values)):
        engine.touched.add(id(scope.node))
    annotation = getattr(callee.node, "returns", None)
    useful = [v for v in values if not isinstance(v, Unknown)]
    if annotation is not None and not any(clients(v) for v in values):
        from untagged_llm.analysis.resolve import typehints

        typed = typehints.instance_of(engine, annotation, Point(scope.parent or scope, None, ()))
        if clients(typed) or not useful:
            return typed if not isinstance(typed, Sym) else join([*values, typed])
    return join(values) if values else Const(None)


def _reached(engine: Engine, scope: Scope, env: Environment) -> Iterator[tuple[ast.expr, Point]]:
    """The returns that run, as far as the arguments of this call tell."""
    start = Point(scope, None, ())
    for expr, point in scope.returns:
        runs = truth.runs(engine, point.block, start, env) if env and point.block else None
        if runs is not False:
            yield expr, point
        if runs is True:
            return


# -- classes ----------------------------------------------------------------------------------


def unseen_instance(engine: Engine, cls: Class) -> Instance:
    """An object of a project's class whose construction is not in sight."""
    return engine.remembered_instance(
        cls, lambda: Instance(cls, {}, _seen_client(engine, cls), False)
    )


def _seen_client(engine: Engine, cls: Class) -> ClientValue | None:
    """The client that objects of an SDK subclass are; with its origin if there is just one."""
    client = sdk_client(engine, cls)
    if client is None:
        return None
    built = [
        made
        for module in engine.project.mentioning(cls.node.name, cls.scope.module)
        for ref in module.calls_named(cls.node.name)
        for value in members(engine.value(ref.node, ref.point))
        for made in clients(value)
        if made.origin is not None
    ]
    return built[0] if len(built) == 1 else client


def sdk_client(engine: Engine, cls: Class) -> ClientValue | None:
    """The SDK client that objects of a project's class are, because it derives from one."""
    from untagged_llm.analysis.resolve.clients import canonical

    for dotted in classes.foreign_bases(engine, cls):
        row = engine.registry.client_named(dotted)
        if row is not None and row.kind == "class" and row.site:
            return ClientValue(row, canonical(row, dotted))
    return None


def instantiated(
    engine: Engine, cls: Class, node: ast.Call, point: Point, env: Environment, skip: int = 0
) -> Value:
    """What `Class(…)` gives: an object that remembers what its constructor was given."""
    from untagged_llm.analysis.resolve import clients as client_calls
    from untagged_llm.analysis.resolve import subclassing

    wrapper = engine.wrapper_of(cls)
    if wrapper is not None and wrapper.kind == "client":
        return client_calls.wrapped(engine, wrapper, node, point, env)
    if _is_typed_dict(engine, cls):
        return mappings.keywords(engine, node.keywords, point, env)
    if _is_data(engine, cls):
        return Instance(cls)
    base = sdk_client(engine, cls)
    if base is None and records.is_record(engine, cls):
        return Instance(cls, records.made(engine, cls, node, point, env, skip))
    bound = _constructor_environment(engine, cls, node, point, env, skip)
    if base is None:
        return Instance(cls, bound)
    client = subclassing.of_subclass(engine, cls, base, node, point, env, bound)
    return Instance(cls, bound, client)


def _is_data(engine: Engine, cls: Class) -> bool:
    return any(
        dotted.rpartition(".")[2] in ("Enum", "Protocol", "Exception")
        for dotted in classes.foreign_bases(engine, cls)
    )


def _is_typed_dict(engine: Engine, cls: Class) -> bool:
    return any(d.endswith(".TypedDict") for d in classes.foreign_bases(engine, cls))


def _constructor_environment(
    engine: Engine, cls: Class, node: ast.Call, point: Point, env: Environment, skip: int
) -> Environment:
    if not (node.args or node.keywords) or len(env) >= _DEEPEST_ENVIRONMENT:
        return {}
    for ancestor in classes.mro(engine, cls):
        for binding in ancestor.scope.bindings.get("__init__", ()):
            if isinstance(binding.node, ast.FunctionDef):
                scope = ancestor.scope.children[binding.node]
                init = Func(binding.node, scope, unseen_instance(engine, cls))
                bound = passing.bind(engine, init, node, point, env, skip)
                interesting = {k: v for k, v in bound.items() if not isinstance(v, Unknown)}
                interesting.pop(scope.self_name or "", None)
                return {scope: interesting} if interesting else {}
    return {}


def _of_instance(
    engine: Engine, callee: Instance, node: ast.Call, point: Point, env: Environment, skip: int
) -> Value:
    method = attributes.of_instance(engine, callee, "__call__")
    if isinstance(method, Func):
        return _of_function(engine, method, node, point, env, skip)
    return UNKNOWN
