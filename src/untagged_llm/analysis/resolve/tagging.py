"""Constructions inside `tag(...)` of our own runtime: `tag(OpenAI(), team_id=...)`."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.context import TAG
from untagged_llm.analysis.resolve.joining import clients, members
from untagged_llm.analysis.resolve.values import Sym

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef
    from untagged_llm.analysis.resolve.tree import ModuleTree
    from untagged_llm.model import CarrierUse, Range, Site


def tagged(engine: Engine, module: ModuleTree, sites: Iterable[Site]) -> Iterator[Site]:
    """The sites; constructions that go straight into `tag(...)` carry what it is given."""
    given = dict(_given(engine, module))
    for site in sites:
        use = given.get(site.range) if site.kind == "construct" else None
        yield replace(site, carriers=(use, *site.carriers)) if use else site


def _given(engine: Engine, module: ModuleTree) -> Iterator[tuple[Range, CarrierUse]]:
    if not module.holds("untagged_llm"):
        return
    for ref in module.calls:
        if ref.node.args and isinstance(ref.node.args[0], ast.Call) and _is_tag(engine, ref):
            place = engine.place(ref.node.args[0], module)
            for client in clients(engine.value(ref.node, ref.point)):
                if client.origin is not None and client.origin.place == place:
                    yield place.range, client.uses[0]


def _is_tag(engine: Engine, ref: CallRef) -> bool:
    callee = members(engine.value(ref.node.func, ref.point))
    return any(isinstance(member, Sym) and member.dotted in TAG for member in callee)
