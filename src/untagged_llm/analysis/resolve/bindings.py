"""What expressions and assignment targets do to scopes: calls, bindings, mutations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from untagged_llm.analysis.resolve.nodes import dotted_text, end_of, start_of
from untagged_llm.analysis.resolve.scopes import Binding, CallRef, Mutation, Point, Scope, self_name

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.nodes import Position
    from untagged_llm.analysis.resolve.scopes import BindingKind
    from untagged_llm.analysis.resolve.tree import ModuleTree

Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"

_LEAVES = (ast.Constant, ast.Name)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_MUTATORS = {"append", "update", "setdefault", "pop", "clear", "popitem", "add"}
_MUTATORS |= {"__setitem__", "__delitem__"}


class Expressions:
    """The part of the walk that is the same wherever an expression stands."""

    def __init__(self, module: ModuleTree):
        self.module = module

    def children_of(self, node: ast.AST, point: Point) -> None:
        """Visit the expressions that stand directly in a node."""
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, ast.expr):
                self.expression(value, point)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.expr):
                        self.expression(item, point)

    def expression(self, root: ast.expr | None, point: Point) -> None:
        """Visit what is inside; a stack of our own, so that depth costs no Python frames."""
        if root is None or isinstance(root, _LEAVES):
            return
        stack: list[ast.AST] = [root]
        pop, push = stack.pop, stack.append
        while stack:
            node = pop()
            kind = type(node)
            if kind is ast.Attribute:
                value = node.value  # type: ignore[attr-defined]
                if type(value) not in _LEAVES:
                    push(value)
                continue
            if kind is ast.Call:
                stack += self._call(node, point)  # type: ignore[arg-type]
                continue
            if kind is ast.Lambda:
                self._lambda(node, point)  # type: ignore[arg-type]
                continue
            if kind is ast.NamedExpr:
                self._walrus(node, point)  # type: ignore[arg-type]
            elif kind in _COMPREHENSIONS:
                self._comprehension(node, point)
            elif kind is ast.Yield and node.value is not None:  # type: ignore[attr-defined]
                point.scope.yields.append((node.value, point))  # type: ignore[attr-defined]
            for field in node._fields:
                value = getattr(node, field, None)
                if type(value) is list:
                    for item in value:
                        if type(item) not in _LEAVES and isinstance(item, ast.AST):
                            push(item)
                elif isinstance(value, ast.AST) and type(value) not in _LEAVES:
                    push(value)

    def _call(self, node: ast.Call, point: Point) -> list[ast.expr]:
        """Record a call; returns what is inside and has to be looked at."""
        self.module.calls.append(CallRef(node, point))
        func = node.func
        if type(func) is ast.Attribute and func.attr in _MUTATORS:
            self.mutate(func.value, _method_mutation(node, func.attr, point))
        parts = [func, *node.args]
        parts += [keyword.value for keyword in node.keywords]
        return [part for part in parts if type(part) not in _LEAVES]

    def _walrus(self, node: ast.NamedExpr, point: Point) -> None:
        binding = Binding("assign", node, point, end_of(node.value), node.value)
        point.scope.bind(node.target.id, binding)

    def _comprehension(self, node: ast.AST, point: Point) -> None:
        span = (start_of(node), end_of(node))  # type: ignore[arg-type]
        for generator in node.generators:  # type: ignore[attr-defined]
            self.targets(
                generator.target, "for", generator.iter, generator, point, span[0], span=span
            )

    def targets(
        self,
        target: ast.expr,
        kind: BindingKind,
        value: ast.expr | None,
        node: ast.AST,
        point: Point,
        pos: Position,
        path: tuple[int, ...] = (),
        annotation: ast.expr | None = None,
        span: tuple[Position, Position] | None = None,
    ) -> None:
        """Bind what is assigned to, however it is unpacked."""
        if isinstance(target, ast.Name):
            binding = Binding(kind, node, point, pos, value, path, annotation, span)
            point.scope.bind(target.id, binding)
            if point.scope.kind == "class":
                self.module.assigned.add(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for index, element in enumerate(target.elts):
                self.targets(element, kind, value, node, point, pos, (*path, index), None, span)
        elif isinstance(target, ast.Starred):
            self.targets(target.value, "other", None, node, point, pos, (), None, span)
        elif isinstance(target, ast.Attribute):
            self._attribute_target(target, kind, value, node, point, pos, path, annotation)
        elif isinstance(target, ast.Subscript) and kind == "assign":
            self._item_target(target, value, node, point, pos)

    def _attribute_target(
        self,
        target: ast.Attribute,
        kind: BindingKind,
        value: ast.expr | None,
        node: ast.AST,
        point: Point,
        pos: Position,
        path: tuple[int, ...],
        annotation: ast.expr | None,
    ) -> None:
        binding = Binding(kind, node, point, pos, value, path, annotation)
        self.module.assigned.add(target.attr)
        owner = dotted_text(target.value)
        if owner is None:
            self.expression(target.value, point)
            return
        cls = point.scope.enclosing_class
        if cls is not None and owner in (self_name(point.scope), cls.name):
            cls.self_assigns.setdefault(target.attr, []).append(binding)
        point.scope.bindings.setdefault(f"{owner}.{target.attr}", []).append(binding)

    def _item_target(
        self,
        target: ast.Subscript,
        value: ast.expr | None,
        node: ast.AST,
        point: Point,
        pos: Position,
    ) -> None:
        self.expression(target.value, point)
        self.expression(target.slice, point)
        self.mutate(target.value, Mutation("set", target.slice, value, node, point, pos))

    def mutate(self, owner: ast.expr, mutation: Mutation) -> None:
        """Record a change of what `owner` names."""
        while isinstance(owner, ast.Subscript):
            _, _, _, node, point, pos, _ = mutation
            mutation = Mutation("inside", owner.slice, None, node, point, pos, mutation)
            owner = owner.value
        text = dotted_text(owner)
        if text is not None:
            scope = mutation.point.scope
            scope.mutations.setdefault(text, []).append(mutation)

    def _lambda(self, node: ast.Lambda, point: Point) -> None:
        scope = self.opened(node, "<lambda>", point)
        inner = Point(scope, None, ())
        scope.returns.append((node.body, inner))
        self.expression(node.body, inner)

    def opened(self, node: Function, name: str, point: Point) -> Scope:
        """The scope of a function, with its parameters."""
        scope = Scope("function", node, point.scope, self.module, name)
        point.scope.children[node] = scope
        self._arguments(node, scope, point)
        return scope

    def _arguments(self, node: Function, scope: Scope, point: Point) -> None:
        args = node.args
        for default in (*args.defaults, *args.kw_defaults):
            self.expression(default, point)
        inner = Point(scope, None, ())
        listed = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        for arg in (*listed, args.vararg, args.kwarg):
            if arg is not None:
                binding = Binding("param", arg, inner, (0, 0), annotation=arg.annotation)
                scope.bindings.setdefault(arg.arg, []).append(binding)


def _method_mutation(call: ast.Call, name: str, point: Point) -> Mutation:
    first = call.args[0] if call.args else None
    at = (call, point, end_of(call))
    if name == "update":
        return Mutation("update", None, call, *at)
    if name == "append":
        return Mutation("append", None, first, *at)
    if name == "setdefault":
        return Mutation("setdefault", first, call.args[1] if len(call.args) > 1 else None, *at)
    if name in ("pop", "__delitem__"):
        return Mutation("delete", first, None, *at)
    if name == "__setitem__":
        return Mutation("set", first, call.args[1] if len(call.args) > 1 else None, *at)
    if name == "clear":
        return Mutation("clear", None, None, *at)
    return Mutation("unknown", None, None, *at)
