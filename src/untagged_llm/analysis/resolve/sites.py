"""What a site is like: its carriers, its client, its arguments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import (
    aftermath,
    carriers,
    clients,
    context,
    identity,
    wire,
)
from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve.joining import text_of
from untagged_llm.model import Argument, CarrierUse, Site, Step

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.arguments import Arguments
    from untagged_llm.analysis.resolve.billing import Billed
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef, Point
    from untagged_llm.analysis.resolve.tree import ModuleTree
    from untagged_llm.analysis.resolve.values import ClientValue
    from untagged_llm.policy.settings import Wrapper
    from untagged_llm.sdks.endpoints import Endpoint

_LONGEST_TEXT = 80
_POSITIONAL_MODEL = {"litellm", "ollama"}


def of_construction(engine: Engine, client: ClientValue, node: ast.expr, point: Point) -> Site:
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


def of_call(
    engine: Engine,
    billed: list[Billed],
    call: ast.Call,
    node: ast.expr,
    point: Point,
    *,
    partly: bool = False,
    skip: int = 0,
) -> Site:
    """The site of a billable call through one of several possible clients.

    `node` is the call, or the method that `call` is handed behind `skip` other arguments.
    `partly`: the client may also be something that could not be followed.
    """
    given = args.of_call(engine, call, point, {}, skip)
    module = point.scope.module
    first = billed[0]
    own = carriers.uses(_call_carriers(engine, first), given, "call")
    if first.client.fed:
        own = tuple(use for use in own if use.param == "config")
    around = () if context.starts_a_thread(call, node) else context.ambient_uses(engine, point)
    ambient = tuple(around)
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


def of_wrapper(engine: Engine, wrapper: Wrapper, ref: CallRef) -> Site:
    """The site of a call of a wrapper that the configuration declares."""
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


def of_request(engine: Engine, endpoint: Endpoint, ref: CallRef) -> Site:
    """The site of a plain HTTP request to a provider."""
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
        carriers=(*wire.uses(engine, ref, endpoint), *context.ambient_uses(engine, ref.point)),
        accepts=("headers",),
        arguments=dict(args.facts(given)),
        open_arguments=bool(given.why_open),
        model=None if model is None else text_of(model.value),
        base_url=endpoint.host.replace("\0", "") or None,
        trace=(Step(place, f"plain HTTP to {provider}"),),
    )
