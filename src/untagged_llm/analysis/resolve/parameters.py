"""What a parameter may hold: given by this very call, annotated, defaulted, passed by callers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import calling, classes, mappings, typehints
from untagged_llm.analysis.resolve.joining import clients, join, members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.passing import argument, default_of
from untagged_llm.analysis.resolve.scopes import CallRef, Point, Scope
from untagged_llm.analysis.resolve.values import (
    NONE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Environment,
    Func,
    Seq,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.analysis.resolve.engine import Engine

_MOST_CALLERS = 10
_HARMLESS = {"staticmethod", "classmethod", "property", "cached_property", "lru_cache", "cache"}
_HARMLESS |= {"contextmanager", "asynccontextmanager", "retry", "abstractmethod", "override"}
_HARMLESS |= {"wraps", "overload", "owner", "on_exception"}
UNSEEN = Unknown("it is a parameter, and no caller was found")


def value(engine: Engine, node: ast.arg, point: Point, env: Environment) -> Value:
    """What the parameter `node` of the function `point.scope` may hold."""
    scope = point.scope
    given = env.get(scope)
    if given is not None and node.arg in given:
        engine.touched.add(id(scope.node))
        return given[node.arg]
    if node.arg == scope.self_name:
        return _self(engine, scope)
    engine.touched.add(id(scope.node))
    return engine.remembered_parameter(node, lambda: _unbound(engine, node, scope))


def _self(engine: Engine, scope: Scope) -> Value:
    cls = classes.class_of_scope(scope)
    if cls is None:
        return UNKNOWN
    decorators = {callee_name(d) for d in getattr(scope.node, "decorator_list", [])}
    if "classmethod" in decorators or scope.name in ("__new__", "__init_subclass__"):
        return cls
    return calling.unseen_instance(engine, cls)


def _unbound(engine: Engine, node: ast.arg, scope: Scope) -> Value:
    function = scope.node
    assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    if node is function.args.vararg:
        each = _typed(engine, node, scope)
        return Seq(() if each is None else (each,), open=True)
    fixture = _fixture(engine, node, scope)
    if fixture is not None:
        return fixture
    if node is function.args.kwarg:
        return _rest(engine, function, node, scope)
    typed = _typed(engine, node, scope)
    default = default_of(engine, function, node, scope)
    if typed is not None and not _wants_callers(typed):
        return typed if default is None else join([typed, default])
    passed = list(_passed(engine, function, node, scope, default))
    followed = [v for v in passed if not isinstance(v, Unknown)]
    if typed is not None and clients(typed):
        return _client_of(typed, followed, default, len(followed) == len(passed))
    if not passed:
        return join([*([] if default is None else [default]), UNSEEN])
    tags = not engine.hasty and any(isinstance(v, Dict) or v == NONE for v in passed)
    if tags and _called_unseen(engine, function, scope):
        passed.append(UNSEEN)
    return join(passed)


def _rest(
    engine: Engine,
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    node: ast.arg,
    scope: Scope,
) -> Value:
    """What the project's calls put into `**kwargs`; anything where somebody may call unseen."""
    anything = Dict({}, True, f"**{node.arg} may hold anything")
    if engine.hasty or isinstance(function, ast.Lambda) or _called_unseen(engine, function, scope):
        return anything
    args = function.args
    names = {a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    found: list[Dict] = []
    for ref, _ in callers(engine, function, scope):
        if len(found) >= _MOST_CALLERS:
            return anything
        extra = [k for k in ref.node.keywords if k.arg not in names]
        given = mappings.keywords(engine, extra, ref.point, {})
        left = {k: e for k, e in given.entries.items() if k not in names}
        found.append(Dict(left, given.open, given.why))
    return mappings.meet(found) if found else anything


def _called_unseen(
    engine: Engine, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
) -> bool:
    """Whether somebody may call the function out of sight: it is decorated, or handed over."""
    if isinstance(function, ast.Lambda):
        return True
    decorators = {callee_name(_bare(d)) for d in function.decorator_list}
    if decorators - _HARMLESS:
        return True
    modules = engine.project.mentioning(function.name, scope.module)
    return any(function.name in module.handed_names() for module in modules)


def _bare(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _fixture(engine: Engine, node: ast.arg, scope: Scope) -> Value | None:
    """What pytest passes: the result of the module's fixture of that name."""
    bindings = scope.module.scope.bindings.get(node.arg, ()) if node.annotation is None else ()
    for binding in bindings:
        decorators: list[ast.expr] = getattr(binding.node, "decorator_list", [])
        named = {callee_name(d.func if isinstance(d, ast.Call) else d) for d in decorators}
        if "fixture" in named and isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            made = Func(binding.node, scope.module.scope.children[binding.node])
            return calling.returned(engine, made, {})
    return None


def _wants_callers(typed: Value) -> bool:
    """Whether callers can tell more than the annotation: who built the client, which mapping."""
    if isinstance(typed, Dict):
        return typed.element is None
    return bool(clients(typed)) or isinstance(typed, (Unknown, Const))


def _client_of(
    typed: Value, passed: Sequence[Value], default: Value | None, complete: bool
) -> Value:
    """Callers tell where an annotated client was built; the annotation stands for the rest."""
    values = [v for v in (*passed, *([] if default is None else [default])) if clients(v)]
    if not values:
        return typed
    return join(values) if complete else join([*values, typed])


def _typed(engine: Engine, node: ast.arg, scope: Scope) -> Value | None:
    if node.annotation is None or scope.parent is None:
        return None
    return typehints.instance_of(engine, node.annotation, Point(scope.parent, None, ()))


def _passed(
    engine: Engine,
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    node: ast.arg,
    scope: Scope,
    default: Value | None,
) -> Iterator[Value]:
    """What the function's callers in the project pass for a parameter, or leave at its default."""
    if isinstance(function, ast.Lambda):
        return
    seen = 0
    for ref, bound in callers(engine, function, scope):
        if seen >= _MOST_CALLERS:
            yield UNKNOWN
            return
        given = argument(engine, ref, function, node, bound)
        given = default if given is None else given
        if given is not None:
            seen += 1
            yield given


def callers(
    engine: Engine, function: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope
) -> Iterator[tuple[CallRef, bool]]:
    """The calls of a function in the project; the flag says that `self` is already bound."""
    cls = classes.class_of_scope(scope) if scope.self_name is not None else None
    is_init = cls is not None and function.name in ("__init__", "__new__")
    name = cls.node.name if is_init and cls is not None else function.name
    for module in engine.project.mentioning(name, scope.module):
        for ref in module.calls_named(name):
            if _calls(engine, ref, function, cls if is_init else None):
                yield ref, cls is not None
    for ref in scope.module.calls_named("cls") if is_init else ():
        if _calls(engine, ref, function, cls):
            yield ref, True
    if is_init and cls is not None:
        yield from _subclass_inits(engine, cls, function)


def _subclass_inits(
    engine: Engine, cls: Class, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[tuple[CallRef, bool]]:
    """`super().__init__(…)` in the project's subclasses."""
    for below in classes.subclasses(engine, cls):
        own = "__init__" in below.scope.bindings
        for ref in below.scope.module.calls_named("__init__") if own else ():
            if ref.point.scope.enclosing_class is below.scope:
                yield ref, True
        if not own:
            for module in engine.project.mentioning(below.node.name, below.scope.module):
                for ref in module.calls_named(below.node.name):
                    if _calls(engine, ref, function, below):
                        yield ref, True


def _calls(
    engine: Engine,
    ref: CallRef,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    cls: Class | None,
) -> bool:
    for callee in members(engine.value(ref.node.func, ref.point)):
        if isinstance(callee, Func) and callee.node is function:
            return True
        if cls is not None and isinstance(callee, Class) and callee.node is cls.node:
            return True
    return False
