"""What is billed: the calls that a value stands for, by the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import clients, http
from untagged_llm.analysis.resolve.joining import clients as clients_in
from untagged_llm.analysis.resolve.values import ANY, ClientValue, Sym, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef
    from untagged_llm.sdks.endpoints import Endpoint
    from untagged_llm.sdks.schema import Call


@dataclass(frozen=True, slots=True)
class Billed:
    """A client (one of several that it may be) at a path that is billed."""

    client: ClientValue
    call: Call
    path: str


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
