"""What stands around a call: `with owner(...)`, retries, token estimates, module-wide headers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve import carriers, names
from untagged_llm.analysis.resolve.joining import clients, members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.scopes import Point, Scope, ancestors
from untagged_llm.analysis.resolve.values import Sym, Value
from untagged_llm.model import CarrierUse, Level, Place, Retry, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.arguments import Arguments
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.tree import ModuleTree
    from untagged_llm.sdks.schema import Client

OWNER = frozenset({"untagged_llm.owner", "untagged_llm.runtime.owner"})
TAG = frozenset({"untagged_llm.tag", "untagged_llm.runtime.tag"})
# Those that run what they are handed in a context of its own; `asyncio.to_thread` copies one.
_POOLED = {"submit", "map", "imap", "imap_unordered", "starmap", "run_in_executor"}
_POOLED_ASYNC = {"apply", "apply_async", "map_async", "starmap_async"}
_WITHOUT_CONTEXT = _POOLED | _POOLED_ASYNC | {"Thread", "Timer", "Process"}
_RETRIES = {"retry", "on_exception", "on_predicate", "retrying", "async_retry", "aretry"}
_ESTIMATORS = ("tiktoken.", "tokencost.", "litellm.token_counter", "transformers.AutoTokenizer")


def ambient_uses(engine: Engine, point: Point) -> Iterator[CarrierUse]:
    """Tags of the `with owner(...)` blocks and `@owner(...)` decorators around a point."""
    for expr in reversed(point.withs):
        yield from _owner_use(engine, expr, point)
    scope: Scope | None = point.scope
    while scope is not None:
        for decorator in getattr(scope.node, "decorator_list", ()):
            outside = Point(scope.parent or scope, None, ())
            yield from _owner_use(engine, decorator, outside)
        scope = scope.parent


def starts_a_thread(call: ast.Call, node: ast.expr) -> bool:
    """Whether `call` hands the method `node` to a thread or process, which has no owner around."""
    func = call.func
    if node is call or (isinstance(func, ast.Name) and func.id == "map"):
        return False
    return callee_name(func) in _WITHOUT_CONTEXT


def _owner_use(engine: Engine, expr: ast.expr, point: Point) -> Iterator[CarrierUse]:
    if not isinstance(expr, ast.Call) or callee_name(expr.func) in ("", "open"):
        return
    if any(_is(m, OWNER) for m in members(engine.value(expr.func, point))):
        given = args.of_call(engine, expr, point, {})
        yield keyword_use("owner", given, "ambient", engine.place(expr, point.scope.module))


def _is(value: Value, dotted: frozenset[str]) -> bool:
    return isinstance(value, Sym) and value.dotted in dotted


def keyword_use(name: str, given: Arguments, level: Level, place: Place) -> CarrierUse:
    """Keyword arguments of our own `owner(...)` and `tag(...)` as tags."""
    tags = tuple(Tag(g.name, args.spelled(g), g.place) for g in given.named)
    why = given.why_open
    return CarrierUse("untagged_llm", name, name, "http-header", level, tags, bool(why), place, why)


def module_uses(engine: Engine, row: Client, module: ModuleTree) -> tuple[CarrierUse, ...]:
    """`openai.default_headers = {...}`: what this module sets for calls on the SDK's module."""
    found: list[CarrierUse] = []
    for carrier in carriers.carriers_of(engine, row.sdk, row.carriers, "module"):
        for scope in _scopes(module.scope):
            for text, bindings in scope.bindings.items():
                head, _, attribute = text.rpartition(".")
                if attribute != carrier.param or not head:
                    continue
                for binding in bindings:
                    if binding.value is None or not _names_module(engine, head, binding.point, row):
                        continue
                    value = names.of_binding(engine, binding, {})
                    given = args.Given(attribute, value, engine.place(binding.value, module))
                    use = carriers.of_value(
                        row.sdk, carrier.id, carrier.param, carrier.reaches, "module", given
                    )
                    found += [use] if use is not None else []
    return tuple(found)


def default_client_uses(engine: Engine, row: Client, module: ModuleTree) -> tuple[CarrierUse, ...]:
    """What a process-wide client carries that the module installs for all of an SDK's runs."""
    found: list[CarrierUse] = []
    for default in engine.registry.sdk(row.sdk).clients:
        if default.id != "default_client":
            continue
        for ref in module.calls_named(default.names[0].rpartition(".")[2]):
            given = args.of_call(engine, ref.node, ref.point, {})
            found += [
                use for argument in given.all for c in clients(argument.value) for use in c.uses
            ]
    return tuple(found)


def _names_module(engine: Engine, head: str, point: Point, row: Client) -> bool:
    value = names.find(engine, head.partition(".")[0], (1_000_000, 0), point, {})
    rest = head.partition(".")[2]
    for part in rest.split(".") if rest else ():
        value = engine.attribute(value, part)
    return any(isinstance(m, Sym) and m.dotted in row.names for m in members(value))


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for child in scope.children.values():
        yield from _scopes(child)


def retry(engine: Engine, point: Point) -> Retry | None:
    """What calls the code at `point` again when it fails: a decorator or a loop around `try`."""
    return _retry_loop(engine, point) or _retry_decorator(engine, point)


def _retry_decorator(engine: Engine, point: Point) -> Retry | None:
    scope: Scope | None = point.scope
    while scope is not None and scope.kind == "function":
        for decorator in getattr(scope.node, "decorator_list", ()):
            func = decorator.func if isinstance(decorator, ast.Call) else decorator
            if callee_name(func) in _RETRIES:
                return Retry(ast.unparse(func), engine.place(decorator, scope.module))
        scope = scope.parent
    return None


def _retry_loop(engine: Engine, point: Point) -> Retry | None:
    tried = False
    for block in ancestors(point.block):
        if isinstance(block.node, ast.Try) and block.branch == "body":
            tried = tried or not any(_gives_up(h) for h in block.node.handlers)
        elif block.loop and tried and _counts_attempts(block.node):
            return Retry("a loop", engine.place(_header(block.node), point.scope.module))
    return None


def _gives_up(handler: ast.ExceptHandler) -> bool:
    """Whether the handler leaves for good whatever happens."""
    return isinstance(handler.body[-1], (ast.Raise, ast.Return, ast.Break))


def _counts_attempts(node: ast.AST) -> bool:
    """Whether a loop repeats one thing (`for attempt in range(3)`, `while True`)."""
    if isinstance(node, ast.While):
        return True
    return isinstance(node, ast.For) and (
        isinstance(node.iter, ast.Call) and callee_name(node.iter.func) in ("range", "count")
    )


def _header(node: ast.AST) -> ast.AST:
    return node.iter if isinstance(node, ast.For) else getattr(node, "test", node)


def token_estimate(engine: Engine, point: Point) -> Place | None:
    """A local token count (tiktoken and kin) in the same function."""
    module = point.scope.module
    if not module.holds("tiktoken") and not module.holds("token_counter"):
        return None
    for ref in module.calls:
        if ref.point.scope is point.scope:
            value = engine.value(ref.node.func, ref.point)
            if any(isinstance(m, Sym) and m.dotted.startswith(_ESTIMATORS) for m in members(value)):
                return engine.place(ref.node, module)
    return None
