"""What calls into libraries give back: SDK constructors and factories, and the few helpers of
the standard library and of common packages that clients and headers pass through."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import containers, importing, mappings, names, records, texts
from untagged_llm.analysis.resolve.values import (
    ANY,
    UNKNOWN,
    Built,
    ClientValue,
    Const,
    Dict,
    Env,
    Environment,
    Func,
    Instance,
    Method,
    Mock,
    Partial,
    Seq,
    Sym,
    Value,
    join,
    members,
    pattern_of,
    text_of,
)
from untagged_llm.analysis.resolve.values import clients as clients_in

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point

Handler = Callable[["Engine", ast.Call, "Point", Environment], Value]


def result(
    engine: Engine, callee: Sym, node: ast.Call, point: Point, env: Environment, skip: int
) -> Value:
    """What calling a library's name gives back."""
    from untagged_llm.analysis.resolve import clients, context

    wrapper = engine.wrappers.get(callee.dotted)
    if wrapper is not None and wrapper.kind == "client":
        return clients.wrapped(engine, wrapper, node, point, env)
    client = clients.constructed(engine, callee.dotted, node, point, env, skip)
    if client is not None:
        return client
    if callee.dotted in context.TAG:
        return _tagged(engine, node, point, env)
    handler = _HANDLERS.get(callee.dotted) or _BY_LAST_NAME.get(callee.dotted.rpartition(".")[2])
    if handler is not None:
        return handler(engine, node, point, env)
    return _built(engine, callee, node, point, env)


def _tagged(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`tag(OpenAI(), team_id=…)` of our own runtime: the client, owned."""
    from untagged_llm.analysis.resolve import arguments, context

    given = arguments.of_call(engine, node, point, env, 1)
    use = context.keyword_use("tag", given, "construct", engine.place(node, point.scope.module))
    inner = _first(engine, node, point, env)
    return join(
        [
            replace(m, uses=(use, *m.uses)) if isinstance(m, ClientValue) else m
            for m in members(inner)
        ]
    )


def _built(engine: Engine, callee: Sym, node: ast.Call, point: Point, env: Environment) -> Value:
    def arguments() -> tuple[Dict, tuple[Value, ...]]:
        fields = mappings.keywords(engine, node.keywords, point, env)
        given = [a for a in node.args if not isinstance(a, ast.Starred)]
        return fields, tuple(engine.value(a, point, env) for a in given)

    return Built(callee.dotted, arguments)


def _first(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return engine.value(node.args[0], point, env) if node.args else UNKNOWN


def _second(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return engine.value(node.args[1], point, env) if len(node.args) > 1 else UNKNOWN


def _getenv(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    name = text_of(_first(engine, node, point, env))
    default = _second(engine, node, point, env)
    return UNKNOWN if name is None else Env(name, text_of(default))


def _partial(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return Partial(_first(engine, node, point, env), node, point, 1, env)


def _called(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`Depends(get_client)`: what the callable gives back."""
    from untagged_llm.analysis.resolve import calling

    bare = ast.copy_location(ast.Call(func=node.func, args=[], keywords=[]), node)
    if not node.args:
        return UNKNOWN
    callee = _first(engine, node, point, env)
    return join([calling.of_callee(engine, m, bare, point, env) for m in members(callee)])


def _field(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`field(default_factory=OpenAI)`, `Field(default=…)`."""
    from untagged_llm.analysis.resolve import calling, clients

    for keyword in node.keywords:
        if keyword.arg in ("default_factory", "factory"):
            made = clients.passed_class(engine, keyword.value, point, env)
            if made is not None:
                return made
            bare = ast.copy_location(ast.Call(func=keyword.value, args=[], keywords=[]), node)
            callee = engine.value(keyword.value, point, env)
            return join([calling.of_callee(engine, m, bare, point, env) for m in members(callee)])
        if keyword.arg == "default":
            return engine.value(keyword.value, point, env)
    return _first(engine, node, point, env) if node.args else UNKNOWN


def _getattr(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    owner = _first(engine, node, point, env)
    literal = isinstance(node.args[1], ast.Constant) if len(node.args) > 1 else False
    skipped = (
        engine.hasty and not literal and any(isinstance(m, ClientValue) for m in members(owner))
    )
    name = None if skipped else text_of(_second(engine, node, point, env))
    if name is None:
        return join([m.at(*m.path, ANY) for m in members(owner) if isinstance(m, ClientValue)])
    found = engine.attribute(owner, name)
    default = node.args[2] if len(node.args) > 2 else None
    return found if default is None else join([found, engine.value(default, point, env)])


def _import_module(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    dotted = text_of(_first(engine, node, point, env))
    if dotted is None:
        return UNKNOWN
    module = point.scope.module
    name = importing.resolved_relative(dotted, module)
    found = engine.find(name, module)
    if found is not None:
        from untagged_llm.analysis.resolve.values import ModuleValue

        return ModuleValue(name, found.scope)
    is_dunder = isinstance(node.func, ast.Name) and node.func.id == "__import__"
    return Sym(name.partition(".")[0] if is_dunder else name)


def _mock(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return Mock()


def _pipes(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`RunnableParallel(answer=prompt | model)`: its steps, run when it is run."""
    given = [*node.args, *(k.value for k in node.keywords)]
    values = [engine.value(argument, point, env) for argument in given]
    inside = [e.value for v in values if isinstance(v, Dict) for e in v.entries.values()]
    steps = [c for v in (*values, *inside) for c in clients_in(v) if not c.path]
    return join([replace(c, fed=True) for c in steps])


def _held(engine: Engine, owner: Built, node: ast.Call, point: Point, env: Environment) -> Value:
    """`current.get()` of a `ContextVar`: what the module sets it to, or its default."""
    default = owner.fields.entries.get("default")
    values = [] if default is None else [default.value]
    for ref in point.scope.module.calls_named("set"):
        func = ref.node.func
        if isinstance(func, ast.Attribute) and engine.value(func.value, ref.point) is owner:
            values.append(_first(engine, ref.node, ref.point, {}))
    return join([*values, *(engine.value(a, point, env) for a in node.args)])


def _wrapped_callable(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`lru_cache(f)`, `contextmanager(f)`: the callable itself."""
    return _first(engine, node, point, env) if node.args else UNKNOWN


PARTIALS = ("functools.partial", "dependency_injector.providers.Singleton")
_HANDLERS: dict[str, Handler] = {
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "builtins.dict": containers.dict_call,
    "collections.OrderedDict": containers.dict_call,
    "collections.ChainMap": containers.layered,
    "collections.defaultdict": containers.defaulted,
    "collections.UserDict": containers.dict_call,
    "builtins.dict.fromkeys": containers.from_keys,
    "langchain_core.runnables.RunnableParallel": _pipes,
    "langchain_core.runnables.RunnablePassthrough.assign": _pipes,
    "langchain_core.runnables.RunnableMap": _pipes,
    "langchain_core.runnables.RunnableSequence": _pipes,
    "langchain_core.runnables.RunnableBranch": _pipes,
    "langchain.schema.runnable.RunnableParallel": _pipes,
    "langchain.schema.runnable.RunnablePassthrough.assign": _pipes,
    "functools.reduce": containers.folded,
    "urllib.parse.urljoin": texts.url_joined,
    "itertools.chain": containers.chained,
    "dataclasses.asdict": containers.as_dict,
    "dataclasses.replace": containers.replaced,
    "copy.replace": containers.replaced,
    "attrs.asdict": containers.as_dict,
    "attr.asdict": containers.as_dict,
    "attrs.evolve": containers.replaced,
    "builtins.vars": containers.as_dict,
    "json.loads": containers.loads,
    "types.MappingProxyType": _first,
    "builtins.list": containers.sequence,
    "builtins.tuple": containers.sequence,
    "builtins.sorted": containers.sequence,
    "builtins.set": containers.sequence,
    "builtins.frozenset": containers.sequence,
    "builtins.str": _first,
    "builtins.getattr": _getattr,
    "builtins.next": containers.next_call,
    "builtins.iter": _first,
    "builtins.enumerate": containers.enumerated,
    "builtins.zip": containers.zipped,
    "builtins.reversed": _first,
    "itertools.cycle": _first,
    "random.choice": containers.next_call,
    "secrets.choice": containers.next_call,
    "unittest.mock.patch": _mock,
    "unittest.mock.patch.object": _mock,
    "functools.partial": _partial,
    "functools.lru_cache": _wrapped_callable,
    "functools.cache": _wrapped_callable,
    "functools.wraps": _wrapped_callable,
    "copy.copy": _first,
    "copy.deepcopy": _first,
    "typing.cast": _second,
    "contextlib.nullcontext": _first,
    "contextlib.closing": _first,
    "importlib.import_module": _import_module,
    "builtins.__import__": _import_module,
    "json.dumps": containers.dumps,
    "orjson.dumps": containers.dumps,
    "dataclasses.field": _field,
    "asyncio.wait_for": _first,
    "asyncio.shield": _first,
}
_BY_LAST_NAME: dict[str, Handler] = {
    "Depends": _called,
    "Security": _called,
    "Singleton": _partial,
    "Factory": _partial,
    "ThreadSafeSingleton": _partial,
    "Field": _field,
    "PrivateAttr": _field,
    "attrib": _field,
    "MagicMock": _mock,
    "Mock": _mock,
    "AsyncMock": _mock,
    "NonCallableMock": _mock,
    "create_autospec": _mock,
    "enter_context": _first,
    "enter_async_context": _first,
    "run_sync": _called,
}


def method(engine: Engine, callee: Method, node: ast.Call, point: Point, env: Environment) -> Value:
    """A method of a built-in value: `headers.copy()`, `CLIENTS.get(name)`, `url.format(…)`."""
    owner, name = callee.owner, callee.name
    if isinstance(owner, Dict):
        return _dict_method(engine, owner, name, node, point, env)
    if isinstance(owner, Built) and name == "get":
        return _held(engine, owner, node, point, env)
    if isinstance(owner, Built):
        return _copied(engine, owner, node, point, env)
    if isinstance(owner, Instance):
        return records.dumped(engine, owner, name, node, point, env)
    if isinstance(owner, Func):
        return UNKNOWN
    if isinstance(owner, Seq) and name in ("pop", "popleft", "get"):
        return names.elements(owner)
    pattern = pattern_of(owner)
    if pattern is not None:
        return texts.method(engine, pattern, name, node, point, env)
    return owner if name == "copy" else UNKNOWN


def _copied(engine: Engine, owner: Built, node: ast.Call, point: Point, env: Environment) -> Value:
    """`config.model_copy(update={"labels": …})` of a library's settings object."""
    changes = next((k.value for k in node.keywords if k.arg == "update"), None)
    if changes is None:
        return owner
    update = engine.value(changes, point, env)
    return Built(owner.dotted, lambda: (mappings.overlay(owner.fields, update), owner.positional))


def _dict_method(
    engine: Engine, owner: Dict, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    from untagged_llm.analysis.resolve import expressions

    if name == "copy":
        return owner
    if name in ("get", "pop", "setdefault", "__getitem__"):
        found = expressions.item(owner, _first(engine, node, point, env))
        default = node.args[1] if len(node.args) > 1 else None
        return found if default is None else join([found, engine.value(default, point, env)])
    closed = not owner.open and not any(e.maybe for e in owner.entries.values())
    if name == "keys":
        return Seq(tuple(Const(k) for k in owner.entries), not closed)
    if name == "values":
        every = [e.value for e in owner.entries.values()]
        return Seq(tuple(every or ([owner.element] if owner.element else [])), not closed)
    if name == "items":
        pairs: list[Value] = [Seq((Const(k), e.value)) for k, e in owner.entries.items()] or (
            [Seq((UNKNOWN, owner.element))] if owner.element else []
        )
        return Seq(tuple(pairs), not closed, owner.place)
    if name == "model_dump":
        return owner
    return UNKNOWN
