"""Which bindings of a name reach a use of it: branches, loops and early exits considered."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.scopes import Binding, Block, Mutation, Point, Scope, ancestors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from untagged_llm.analysis.resolve.nodes import Position


def reaching(bindings: list[Binding], scope: Scope, pos: Position, point: Point) -> list[Binding]:
    """The bindings of a name in `scope` that a use at `pos` may see, nearest first."""
    if point.scope is not scope:
        return _from_inside(bindings, scope)
    found: list[Binding] = []
    branches: set[tuple[int, str]] = set()
    for binding in reversed(bindings):
        if binding.span is not None:
            if binding.span[0] <= pos <= binding.span[1]:
                return [binding]
            continue
        if binding.pos > pos or not may_precede(binding.point.block, point.block):
            continue
        found.append(binding)
        if binding.kind == "annotation":
            continue
        if _settles(binding, scope, point.block, branches):
            return found
    found += _round_the_loop(bindings, pos, point.block, found)
    return found or [b for b in bindings if b.span is None]


def _from_inside(bindings: list[Binding], scope: Scope) -> list[Binding]:
    """A function sees what its enclosing scope ends up with: the last certain binding on."""
    found = []
    for binding in reversed(bindings):
        if binding.span is not None:
            continue
        found.append(binding)
        certain = binding.point.block is None and binding.point.scope is scope
        if certain and binding.kind != "annotation":
            break
    return found


def _settles(
    binding: Binding, scope: Scope, use: Block | None, branches: set[tuple[int, str]]
) -> bool:
    """Whether nothing bound earlier can be seen past this binding."""
    if binding.point.scope is not scope:
        return False
    block = binding.point.block
    if block is None or block is use:
        return True
    around = {id(b) for b in ancestors(use)}
    while block is not None and id(block) not in around:
        branches.add((id(block.node), block.branch))
        if not _exhausted(block, branches):
            return False
        block = block.parent
    return True


def _exhausted(block: Block, branches: set[tuple[int, str]]) -> bool:
    """Whether every way through the branch's statement has bound the name."""
    node = block.node
    if isinstance(node, ast.If):
        other = "orelse" if block.branch == "body" else "body"
        return (id(node), other) in branches or _leaves(node, other)
    return isinstance(node, ast.Try) and block.branch in ("body", "orelse")


def _leaves(node: ast.If, branch: str) -> bool:
    body = node.body if branch == "body" else node.orelse
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def may_precede(earlier: Block | None, use: Block | None) -> bool:
    """Whether code in one branch can have run before code in another, textually later one."""
    if earlier is None or earlier is use:
        return True
    around = {id(b.node): b for b in ancestors(use)}
    for block in ancestors(earlier):
        shared = around.get(id(block.node))
        if shared is not None:
            if shared is block or shared.branch == block.branch:
                return True
            return not isinstance(block.node, (ast.If, ast.Match))
        if block.terminates:
            return False
    return True


def _round_the_loop(
    bindings: list[Binding], pos: Position, use: Block | None, found: list[Binding]
) -> list[Binding]:
    """What an earlier turn of a shared loop bound further down."""
    loops = {id(b.node) for b in ancestors(use) if b.loop}
    if not loops:
        return []
    return [
        b
        for b in bindings
        if b.pos > pos
        and b.span is None
        and b not in found
        and any(id(block.node) in loops for block in ancestors(b.point.block))
    ]


def changes_between(
    mutations: Sequence[Mutation], after: Position, before: Position | None
) -> list[Mutation]:
    """The mutations written after one position and (if given) before another."""
    return [m for m in mutations if m.pos > after and (before is None or m.pos < before)]


def ends_certainly(block: Block | None, use: Block | None) -> bool:
    """Whether code in `block` has run whenever a later use in another branch runs."""
    around = {id(b) for b in ancestors(use)}
    return all(id(b) in around for b in ancestors(block))
