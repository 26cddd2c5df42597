"""What calls into libraries give back: SDK constructors and factories, and the few helpers of
the standard library and of common packages that clients and headers pass through."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import containers, importing, mappings, texts
from untagged_llm.analysis.resolve.joining import clients as clients_in
from untagged_llm.analysis.resolve.joining import join, members, text_of
from untagged_llm.analysis.resolve.passing import first_argument
from untagged_llm.analysis.resolve.values import (
    ANY,
    UNKNOWN,
    Built,
    ClientValue,
    Dict,
    Env,
    Environment,
    Mock,
    Partial,
    Sym,
    Value,
)

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
    inner = first_argument(engine, node, point, env)
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


def _second(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return engine.value(node.args[1], point, env) if len(node.args) > 1 else UNKNOWN


def _getenv(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    name = text_of(first_argument(engine, node, point, env))
    default = _second(engine, node, point, env)
    return UNKNOWN if name is None else Env(name, text_of(default))


def _partial(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return Partial(first_argument(engine, node, point, env), node, point, 1, env)


def _called(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`Depends(get_client)`: what the callable gives back."""
    from untagged_llm.analysis.resolve import calling

    bare = ast.copy_location(ast.Call(func=node.func, args=[], keywords=[]), node)
    if not node.args:
        return UNKNOWN
    callee = first_argument(engine, node, point, env)
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
    return first_argument(engine, node, point, env) if node.args else UNKNOWN


def _getattr(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    owner = first_argument(engine, node, point, env)
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
    dotted = text_of(first_argument(engine, node, point, env))
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


def _wrapped_callable(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`lru_cache(f)`, `contextmanager(f)`: the callable itself."""
    return first_argument(engine, node, point, env) if node.args else UNKNOWN


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
    "types.MappingProxyType": first_argument,
    "builtins.list": containers.sequence,
    "builtins.tuple": containers.sequence,
    "builtins.sorted": containers.sequence,
    "builtins.set": containers.sequence,
    "builtins.frozenset": containers.sequence,
    "builtins.str": first_argument,
    "builtins.getattr": _getattr,
    "builtins.next": containers.next_call,
    "builtins.iter": first_argument,
    "builtins.enumerate": containers.enumerated,
    "builtins.zip": containers.zipped,
    "builtins.reversed": first_argument,
    "itertools.cycle": first_argument,
    "random.choice": containers.next_call,
    "secrets.choice": containers.next_call,
    "unittest.mock.patch": _mock,
    "unittest.mock.patch.object": _mock,
    "functools.partial": _partial,
    "functools.lru_cache": _wrapped_callable,
    "functools.cache": _wrapped_callable,
    "functools.wraps": _wrapped_callable,
    "copy.copy": first_argument,
    "copy.deepcopy": first_argument,
    "typing.cast": _second,
    "contextlib.nullcontext": first_argument,
    "contextlib.closing": first_argument,
    "importlib.import_module": _import_module,
    "builtins.__import__": _import_module,
    "json.dumps": containers.dumps,
    "orjson.dumps": containers.dumps,
    "dataclasses.field": _field,
    "asyncio.wait_for": first_argument,
    "asyncio.shield": first_argument,
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
    "enter_context": first_argument,
    "enter_async_context": first_argument,
    "run_sync": _called,
}
