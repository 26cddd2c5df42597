"""What calls into libraries give back: SDK constructors and factories, and the few helpers of
the standard library and of common packages that clients and headers pass through."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import mappings, names, records, unrolling
from untagged_llm.analysis.resolve.values import (
    ANY,
    UNKNOWN,
    Built,
    ClientValue,
    Const,
    Dict,
    Entry,
    Env,
    Environment,
    Func,
    Instance,
    Method,
    Mock,
    Partial,
    Seq,
    Sym,
    Text,
    Value,
    join,
    members,
    pattern_of,
    text_of,
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


def _dict(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    built = Dict({}, place=engine.place(node, point.scope.module))
    for argument in node.args[:1]:
        built = mappings.overlay(built, engine.value(argument, point, env))
    return mappings.overlay(built, mappings.keywords(engine, node.keywords, point, env))


def _sequence(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    value = _first(engine, node, point, env)
    if isinstance(value, Seq):
        return value
    listed = unrolling.elements(value)
    return Seq((), open=True) if listed is None else Seq(listed)


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
    name = names.resolved_relative(dotted, module)
    found = engine.find(name, module)
    if found is not None:
        from untagged_llm.analysis.resolve.values import ModuleValue

        return ModuleValue(name, found.scope)
    is_dunder = isinstance(node.func, ast.Name) and node.func.id == "__import__"
    return Sym(name.partition(".")[0] if is_dunder else name)


def _dumps(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """JSON text of a mapping; a value only known at run time is `null` in it."""
    mapping = _first(engine, node, point, env)
    if (
        not isinstance(mapping, Dict)
        or mapping.open
        or any(e.maybe for e in mapping.entries.values())
    ):
        return UNKNOWN
    return Const(json.dumps(_jsonable(mapping)))


def _jsonable(value: Value) -> object:
    """What JSON makes of a value; null of what is only known at run time."""
    if isinstance(value, Dict) and not (value.open or _wavers(value)):
        return {key: _jsonable(entry.value) for key, entry in value.entries.items()}
    plain = isinstance(value, Const) and isinstance(value.value, (str, bool, int, float))
    return value.value if isinstance(value, Const) and plain else None


def _wavers(value: Dict) -> bool:
    return any(entry.maybe for entry in value.entries.values())


def _mock(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return Mock()


def _wrapped_callable(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`lru_cache(f)`, `contextmanager(f)`: the callable itself."""
    return _first(engine, node, point, env) if node.args else UNKNOWN


def _enumerated(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    iterable = _first(engine, node, point, env)
    listed = unrolling.elements(iterable)
    if listed is None:
        return Seq((Seq((UNKNOWN, names.elements(iterable))),), open=True)
    return Seq(tuple(Seq((Const(index), item)) for index, item in enumerate(listed)))


def _zipped(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    iterables = [engine.value(argument, point, env) for argument in node.args]
    listed = [found for i in iterables if (found := unrolling.elements(i)) is not None]
    if len(listed) < len(iterables):
        return Seq((Seq(tuple(names.elements(i) for i in iterables)),), open=True)
    place = engine.place(node, point.scope.module)
    return Seq(tuple(Seq(row) for row in zip(*listed, strict=False)), place=place)


def _chained(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`itertools.chain(a.items(), b.items())`."""
    listed = [unrolling.elements(engine.value(a, point, env)) for a in node.args]
    items = tuple(item for part in listed if part is not None for item in part)
    return Seq(items, None in listed, engine.place(node, point.scope.module))


def _from_keys(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dict.fromkeys(KEYS, "search")`."""
    place = engine.place(node, point.scope.module)
    keys = unrolling.elements(_first(engine, node, point, env))
    if keys is None or any(text_of(key) is None for key in keys):
        return Dict({}, True, "its keys are only known at run time", place)
    value = _second(engine, node, point, env) if len(node.args) > 1 else Const(None)
    return Dict({str(text_of(key)): Entry(value, place) for key in keys}, place=place)


def _layered(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`ChainMap(first, second)`: what the first holds beats the second."""
    built = Dict({}, place=engine.place(node, point.scope.module))
    for argument in reversed(node.args):
        built = mappings.overlay(built, engine.value(argument, point, env))
    return built


def _defaulted(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`defaultdict(str, {...})`."""
    built = Dict({}, place=engine.place(node, point.scope.module))
    for argument in node.args[1:2]:
        built = mappings.overlay(built, engine.value(argument, point, env))
    return mappings.overlay(built, mappings.keywords(engine, node.keywords, point, env))


def _as_dict(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dataclasses.asdict(owner)`, `vars(owner)`."""
    owner = _first(engine, node, point, env)
    return join(
        [
            records.fields_of(engine, m) if isinstance(m, Instance) else UNKNOWN
            for m in members(owner)
        ]
    )


def _replaced(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dataclasses.replace(owner, team_id="growth")`."""
    owner = _first(engine, node, point, env)
    if not isinstance(owner, Instance):
        return UNKNOWN
    return records.dumped(engine, owner, "_replace", node, point, env)


def _loads(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`json.loads('{"team_id": "search"}')`: a text that is known."""
    text = text_of(_first(engine, node, point, env))
    try:
        parsed = None if text is None else json.loads(text)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        return Built("json.loads", lambda: (Dict({}), (UNKNOWN,)))
    place = engine.place(node, point.scope.module)
    return Dict({k: Entry(_plain(v), place) for k, v in parsed.items()}, place=place)


def _plain(value: object) -> Value:
    return Const(value) if isinstance(value, (str, int, float, type(None))) else UNKNOWN


def _next(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return names.elements(_first(engine, node, point, env))


PARTIALS = ("functools.partial", "dependency_injector.providers.Singleton")
_HANDLERS: dict[str, Handler] = {
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.ChainMap": _layered,
    "collections.defaultdict": _defaulted,
    "collections.UserDict": _dict,
    "builtins.dict.fromkeys": _from_keys,
    "itertools.chain": _chained,
    "dataclasses.asdict": _as_dict,
    "dataclasses.replace": _replaced,
    "copy.replace": _replaced,
    "attrs.asdict": _as_dict,
    "attr.asdict": _as_dict,
    "attrs.evolve": _replaced,
    "builtins.vars": _as_dict,
    "json.loads": _loads,
    "types.MappingProxyType": _first,
    "builtins.list": _sequence,
    "builtins.tuple": _sequence,
    "builtins.sorted": _sequence,
    "builtins.set": _sequence,
    "builtins.frozenset": _sequence,
    "builtins.str": _first,
    "builtins.getattr": _getattr,
    "builtins.next": _next,
    "builtins.iter": _first,
    "builtins.enumerate": _enumerated,
    "builtins.zip": _zipped,
    "builtins.reversed": _first,
    "itertools.cycle": _first,
    "random.choice": _next,
    "secrets.choice": _next,
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
    "json.dumps": _dumps,
    "orjson.dumps": _dumps,
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
        return _text_method(engine, pattern, name, node, point, env)
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


def _text_method(
    engine: Engine, pattern: str, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    if name in ("strip", "rstrip", "lstrip", "removesuffix", "removeprefix", "encode"):
        return _stripped(engine, pattern, name, node, point, env)
    if name == "join" and "\0" not in pattern:
        return _joined(engine, pattern, node, point, env)
    if name == "lower":
        return _as_text(pattern.lower())
    if name == "upper":
        return _as_text(pattern.upper())
    if name == "format":
        return _as_text(_formatted(engine, pattern, node, point, env))
    if name == "replace":
        return Text((pattern, None)) if "\0" not in pattern else Text((None,))
    return UNKNOWN


def _joined(
    engine: Engine, separator: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    listed = unrolling.elements(_first(engine, node, point, env))
    if listed is None:
        return Text((None,))
    return _as_text(separator.join(pattern_of(item) or "\0" for item in listed))


def _stripped(
    engine: Engine, pattern: str, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    argument = text_of(_first(engine, node, point, env)) if node.args else None
    if name == "encode" or (node.args and argument is None):
        return _as_text(pattern)
    stripped: str = getattr(pattern, name)(*([argument] if argument is not None else []))
    return _as_text(stripped)


def _formatted(engine: Engine, pattern: str, node: ast.Call, point: Point, env: Environment) -> str:
    import re

    keywords = {k.arg: engine.value(k.value, point, env) for k in node.keywords if k.arg}
    positional = iter([engine.value(a, point, env) for a in node.args])

    def spelled(match: re.Match[str]) -> str:
        name = match.group(1)
        value = keywords.get(name) if name and not name.isdigit() else next(positional, None)
        return "\0" if value is None else (text_of(value) or "\0")

    return re.sub(r"\{(\w*)[^{}]*\}", spelled, pattern)


def _as_text(pattern: str) -> Value:
    if "\0" not in pattern:
        return Const(pattern)
    parts: list[str | None] = []
    for index, piece in enumerate(pattern.split("\0")):
        parts += [None, piece] if index else [piece]
    return Text(tuple(p for p in parts if p != ""))
