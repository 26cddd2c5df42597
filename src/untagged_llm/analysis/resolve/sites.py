"""From the calls of a module to its sites: constructions and billable calls."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import (
    aftermath,
    calling,
    carriers,
    clients,
    context,
    http,
    identity,
    library,
    relevance,
    shapes,
)
from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve.scopes import CallRef, Point, callee_name
from untagged_llm.analysis.resolve.values import (
    ANY,
    Class,
    ClientValue,
    Func,
    Partial,
    Sym,
    Unknown,
    Value,
    members,
    text_of,
)
from untagged_llm.analysis.resolve.values import clients as clients_in
from untagged_llm.model import Argument, CarrierUse, Site, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.analysis.resolve.arguments import Arguments
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import ModuleTree
    from untagged_llm.policy.settings import Wrapper
    from untagged_llm.sdks.endpoints import Endpoint
    from untagged_llm.sdks.schema import Call

_LONGEST_TEXT = 80
_POSITIONAL_MODEL = {"litellm", "ollama"}


@dataclass(frozen=True, slots=True)
class Billed:
    """A client (one of several that it may be) at a path that is billed."""

    client: ClientValue
    call: Call
    path: str


def of_module(engine: Engine, module: ModuleTree) -> tuple[Site, ...]:
    """The sites of a module, in source order."""
    found: dict[tuple[object, str], Site] = {}
    for ref in module.calls:
        if id(ref.node) in module.decorators and callee_name(ref.node.func) in http.VERBS:
            continue
        for site in _of_call(engine, ref):
            found.setdefault((site.range, site.kind), site)
    return tuple(sorted(found.values(), key=lambda s: (s.range.line, s.range.column, s.kind)))


def _of_call(engine: Engine, ref: CallRef) -> Iterator[Site]:
    yield from _references(engine, ref)
    yield from _passed_classes(engine, ref)
    if not relevance.may_matter(engine, ref):
        return
    callee = engine.value(ref.node.func, ref.point)
    billed = [b for m in members(callee) for b in billed_by(engine, m, ref)]
    if billed:
        given = args.of_call(engine, ref.node, ref.point, {})
        partly = any(isinstance(m, Unknown) for m in members(callee))
        yield call_site(engine, billed, given, ref.node, ref.point, partly)
        return
    made = list(_constructions(engine, ref, callee))
    if made:
        yield made[0]
        return
    wrapper = _wrapper(engine, callee)
    if wrapper is not None and wrapper.kind == "call":
        yield _wrapper_site(engine, wrapper, ref)
        return
    yield from _unresolved(engine, ref, callee)


def _unresolved(engine: Engine, ref: CallRef, callee: Value) -> Iterator[Site]:
    endpoint = http.endpoint_of(engine, ref)
    if endpoint is not None:
        yield _http_site(engine, endpoint, ref)
        return
    billed = shapes.billed_by_shape(engine, ref, callee)
    if billed is not None:
        given = args.of_call(engine, ref.node, ref.point, {})
        site = call_site(engine, [billed], given, ref.node, ref.point)
        yield replace(site, confidence="shape")


# -- what is billed ---------------------------------------------------------------------------


def billed_by(engine: Engine, callee: Value, ref: CallRef | None = None) -> Iterator[Billed]:
    """The billable calls that calling a value may be."""
    if isinstance(callee, Sym):
        yield from _billed_symbol(engine, callee)
        return
    for client in clients_in(callee):
        path = ".".join(client.path) or "__call__"
        calls = engine.registry.calls(client.row)
        call = calls.get(path)
        if call is not None:
            yield Billed(client, call, path)
        elif client.path and client.path[-1] == ANY:
            yield from _billed_by_any(client, calls)
        elif ref is not None:
            endpoint = http.low_level_endpoint(engine, client, ref)
            if endpoint is not None:
                yield from _billed_by_hand(engine, client, endpoint)


def _billed_by_any(client: ClientValue, calls: Mapping[str, Call]) -> Iterator[Billed]:
    """A method of a resource, chosen at run time, some of which are billed."""
    prefix = ".".join(client.path[:-1])
    for path, call in calls.items():
        if prefix and path.rpartition(".")[0] == prefix:
            yield Billed(client, call, path)
            return


def _billed_by_hand(engine: Engine, client: ClientValue, endpoint: Endpoint) -> Iterator[Billed]:
    for call in engine.registry.calls(client.row).values():
        if call.kind == endpoint.kind:
            yield Billed(client, call, client.path[0])
            return


def _billed_symbol(engine: Engine, callee: Sym) -> Iterator[Billed]:
    """`openai.chat.completions.create`, `litellm.completion`, `Runner.run`."""
    owner, _, rest = callee.dotted.rpartition(".")
    while owner:
        for row in engine.registry.clients_named(owner):
            calls = engine.registry.calls(row) if row.kind in ("module", "class") else {}
            path = rest if rest in calls else rest.rpartition(".")[2]
            if path in calls and (path == rest or (row.kind == "module" and rest.islower())):
                client = ClientValue(row, clients.canonical(row, owner), tuple(path.split(".")))
                yield Billed(client, calls[path], path)
                return
        owner, _, head = owner.rpartition(".")
        rest = f"{head}.{rest}"


# -- sites ------------------------------------------------------------------------------------


def _constructions(engine: Engine, ref: CallRef, callee: Value) -> Iterator[Site]:
    if not any(_may_construct(engine, m) for m in members(callee)):
        return
    place = engine.place(ref.node, ref.point.scope.module)
    result = engine.value(ref.node, ref.point)
    for member in members(result):
        if isinstance(member, Partial):
            yield from _partial_construction(engine, member, ref)
        for client in clients_in(member):
            if client.origin is not None and client.origin.place == place and _listed(client):
                yield construct_site(engine, client, ref.node, ref.point)


def _may_construct(engine: Engine, callee: Value) -> bool:
    if isinstance(callee, Sym):
        listed = callee.dotted in library.PARTIALS or callee.dotted in engine.wrappers
        return listed or bool(engine.registry.clients_named(callee.dotted))
    if isinstance(callee, Class):
        return calling.sdk_client(engine, callee) is not None or bool(engine.wrapper_of(callee))
    if isinstance(callee, Func):
        return engine.wrapper_of(callee) is not None
    return isinstance(callee, Partial)


def _partial_construction(engine: Engine, partial: Partial, ref: CallRef) -> Iterator[Site]:
    if partial.call is not ref.node or not isinstance(partial.func, Sym):
        return
    client = clients.constructed(engine, partial.func.dotted, ref.node, ref.point, {}, 1)
    if client is not None and client.row.kind == "class" and _listed(client):
        yield construct_site(engine, client, ref.node, ref.point)


def _listed(client: ClientValue) -> bool:
    return client.row.site and client.row.kind in ("class", "factory") and not client.path


def _passed_classes(engine: Engine, ref: CallRef) -> Iterator[Site]:
    """`field(default_factory=OpenAI)`: the class is called later, with no arguments."""
    for keyword in ref.node.keywords:
        if keyword.arg in ("default_factory", "factory"):
            client = clients.passed_class(engine, keyword.value, ref.point, {})
            if client is not None:
                yield construct_site(engine, client, keyword.value, ref.point)


def construct_site(engine: Engine, client: ClientValue, node: ast.expr, point: Point) -> Site:
    """The site of a construction."""
    origin = client.origin
    assert origin is not None
    module = point.scope.module
    uses = carriers.alternatives([origin.uses])
    accepted = carriers.carriers_of(engine, client.row.sdk, client.row.carriers, "construct")
    return Site(
        path=module.path,
        range=origin.place.range,
        kind="construct",
        sdk=client.row.sdk,
        client_id=client.row.id,
        callable=client.name,
        text=_shown(node),
        site_id=origin.site_id,
        scope=point.scope.qualname,
        name_line=_name_line(node),
        carriers=(*uses, *context.ambient_uses(engine, point)),
        accepts=tuple(c.id for c in accepted),
        arguments=origin.arguments,
        open_arguments=origin.open_arguments,
        model=origin.model,
        base_url=origin.base_url,
        trace=client.trace,
    )


def call_site(
    engine: Engine,
    billed: list[Billed],
    given: Arguments,
    node: ast.expr,
    point: Point,
    partly: bool = False,
) -> Site:
    """The site of a billable call through one of several possible clients.

    `partly`: the client may also be something that could not be followed.
    """
    module = point.scope.module
    first = billed[0]
    own = carriers.uses(engine, _call_carriers(engine, first), given, "call")
    ambient = tuple(context.ambient_uses(engine, point))
    handed = _handed(engine, given, first, module)
    each = [
        (*carriers.stacked(own, _outer(engine, b, given, node, point)), *handed, *ambient)
        for b in billed
    ]
    lead = _least_owned(billed, each)
    if partly and lead.client.row.carriers:
        each.append((*own, _unseen(engine, lead.client, module), *ambient))
    origin = lead.client.origin
    callable_ = f"{lead.client.name}.{lead.path}".removesuffix(".__call__")
    return Site(
        path=module.path,
        range=engine.place(node, module).range,
        kind="call",
        sdk=lead.client.row.sdk,
        client_id=lead.client.row.id,
        callable=callable_,
        text=_shown(node),
        site_id=identity.site_id(node, point, callable_),
        scope=point.scope.qualname,
        name_line=_name_line(node),
        call_kind=lead.call.kind,
        client=None if origin is None else origin.place,
        client_site_id=None if origin is None else origin.site_id,
        carriers=carriers.alternatives(each),
        accepts=tuple(c.id for c in _call_carriers(engine, lead)),
        arguments=_facts(given, lead),
        open_arguments=bool(given.why_open),
        model=_model(given, lead),
        stream=_stream(given, lead),
        retry=context.retry(engine, point),
        token_estimate=context.token_estimate(engine, point),
        base_url=None if origin is None else origin.base_url,
        trace=(*lead.client.trace, Step(engine.place(node, module), f"{callable_} called here")),
    )


def _call_carriers(engine: Engine, billed: Billed) -> list:  # type: ignore[type-arg]
    return carriers.carriers_of(engine, billed.call.sdk, billed.call.carriers, "call")


def _handed(
    engine: Engine, given: Arguments, billed: Billed, module: ModuleTree
) -> tuple[CarrierUse, ...]:
    """What a runner is handed with the agent and the settings of a run: `Runner.run(agent)`."""
    if billed.client.row.kind != "class" or billed.client.origin is not None:
        return ()
    default = context.default_client_uses(engine, billed.client.row, module)
    return (*clients.inherited(given), *default)


def _outer(
    engine: Engine, billed: Billed, given: Arguments, node: ast.expr, point: Point
) -> tuple[CarrierUse, ...]:
    """The carriers of a call's client, but those that the call's own arguments replace."""
    replaced = {g.name for g in given.named} - {"default_headers", "extra_headers"}
    uses = _client_uses(engine, billed, point.scope.module)
    origin = billed.client.origin
    if origin is not None and origin.kept:
        uses = aftermath.current(engine, origin, uses, node, point)
    if billed.call.sdk.startswith("langchain"):
        return uses
    return tuple(u for u in uses if u.level == "construct" or u.param not in replaced)


def _client_uses(engine: Engine, billed: Billed, module: ModuleTree) -> tuple[CarrierUse, ...]:
    """The carriers of a call's client; open where its construction is not in sight."""
    client = billed.client
    if client.row.kind == "module":
        return (*client.uses, *context.module_uses(engine, client.row, module))
    if client.origin is not None or not client.row.carriers:
        return client.uses
    return (*client.uses, _unseen(engine, client, module))


def _unseen(engine: Engine, client: ClientValue, module: ModuleTree) -> CarrierUse:
    """What a construction that is not in sight may have been given."""
    row = engine.registry.carrier(client.row.sdk, client.row.carriers[0])
    place = client.trace[0].place if client.trace else engine.place(module.tree, module)
    return CarrierUse(
        row.sdk,
        row.id,
        row.param,
        row.reaches,
        "construct",
        (),
        True,
        place,
        carriers.ORIGIN_UNSEEN,
    )


def _least_owned(billed: list[Billed], each: list[tuple[CarrierUse, ...]]) -> Billed:
    """The client to show: the one that carries the fewest tags."""
    counts = [
        (b.client.origin is None, sum(len(u.tags) for u in uses))
        for b, uses in zip(billed, each, strict=True)
    ]
    return billed[counts.index(min(counts))]


def _facts(given: Arguments, billed: Billed) -> dict[str, Argument]:
    facts = dict(args.facts(given))
    origin = billed.client.origin
    for name, argument in origin.arguments.items() if origin is not None else ():
        facts[f"client.{name}"] = argument
    return facts


def _model(given: Arguments, billed: Billed) -> str | None:
    for param in clients.MODEL_PARAMS:
        found = given.get(param)
        if found is not None:
            return args.spelled(found)
    if billed.call.sdk in _POSITIONAL_MODEL and given.positional:
        return args.spelled(given.positional[0])
    return billed.client.origin.model if billed.client.origin is not None else None


def _stream(given: Arguments, billed: Billed) -> bool | None:
    found = given.get("stream")
    if found is not None:
        value = getattr(found.value, "value", None)
        return value if isinstance(value, bool) else None
    last = billed.path.rpartition(".")[2]
    return last in ("stream", "astream") or last.endswith("_stream") or "stream_" in last


def _shown(node: ast.expr) -> str:
    text = " ".join(identity.callee_text(node).split())
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def _name_line(node: ast.expr) -> int:
    """The line of the callee's last identifier."""
    target = node.func if isinstance(node, ast.Call) else node
    return target.end_lineno or target.lineno


# -- references, wrappers, HTTP ---------------------------------------------------------------


def _references(engine: Engine, ref: CallRef) -> Iterator[Site]:
    """`asyncio.to_thread(client.messages.create, model=…)`: the method is an argument."""
    node = ref.node
    if isinstance(node.func, ast.Name) and not relevance.is_foreign(node.func.id, ref):
        return
    for argument in (*node.args, *(k.value for k in node.keywords)):
        if not relevance.is_reference(engine, argument):
            continue
        value = engine.value(argument, ref.point)
        billed = [
            b for m in members(value) if not isinstance(m, Partial) for b in billed_by(engine, m)
        ]
        if billed:
            skip = node.args.index(argument) + 1 if argument in node.args else len(node.args)
            given = args.of_call(engine, node, ref.point, {}, skip)
            yield call_site(engine, billed, given, argument, ref.point)


def _wrapper(engine: Engine, callee: Value) -> Wrapper | None:
    for member in members(callee):
        if isinstance(member, (Func, Class)):
            found = engine.wrapper_of(member)
        else:
            found = engine.wrappers.get(member.dotted) if isinstance(member, Sym) else None
        if found is not None:
            return found
    return None


def _wrapper_site(engine: Engine, wrapper: Wrapper, ref: CallRef) -> Site:
    module = ref.point.scope.module
    given = args.of_call(engine, ref.node, ref.point, {})
    own = tuple(clients.wrapper_uses(wrapper, given, "call"))
    return Site(
        path=module.path,
        range=engine.place(ref.node, module).range,
        kind="call",
        sdk=wrapper.sdk,
        client_id=wrapper.client,
        callable=wrapper.name,
        text=_shown(ref.node),
        site_id=identity.site_id(ref.node, ref.point, wrapper.name),
        scope=ref.point.scope.qualname,
        name_line=_name_line(ref.node),
        call_kind="other",
        carriers=(*own, *context.ambient_uses(engine, ref.point)),
        accepts=tuple(c.param for c in wrapper.carriers),
        arguments=dict(args.facts(given)),
        open_arguments=bool(given.why_open),
        model=args.spelled(given.get(wrapper.model)),
        trace=(Step(engine.place(ref.node, module), f"{wrapper.name} is a configured wrapper"),),
    )


def _http_site(engine: Engine, endpoint: Endpoint, ref: CallRef) -> Site:
    module = ref.point.scope.module
    given = args.of_call(engine, ref.node, ref.point, {})
    text = _shown(ref.node)
    place = engine.place(ref.node, module)
    body = given.get("json")
    model = None if body is None else carriers.inside(body, "model")
    provider = endpoint.provider or "an LLM provider"
    return Site(
        path=module.path,
        range=place.range,
        kind="call",
        sdk="raw-http",
        client_id=endpoint.provider,
        callable=text,
        text=text,
        site_id=identity.site_id(ref.node, ref.point, "raw-http"),
        scope=ref.point.scope.qualname,
        name_line=_name_line(ref.node),
        call_kind=endpoint.kind,
        carriers=(*http.uses(engine, ref), *context.ambient_uses(engine, ref.point)),
        accepts=("headers",),
        arguments=dict(args.facts(given)),
        open_arguments=bool(given.why_open),
        model=None if model is None else text_of(model.value),
        base_url=endpoint.host.replace("\0", "") or None,
        trace=(Step(place, f"plain HTTP to {provider}"),),
    )
