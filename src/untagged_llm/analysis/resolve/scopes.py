"""A syntax tree as scopes: which names are bound where, under which conditions.

`statements` fills them in one pass over a module.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.nodes import Position
    from untagged_llm.analysis.resolve.tree import ModuleTree

BindingKind: TypeAlias = Literal[
    "assign",
    "augment",
    "annotation",
    "import",
    "function",
    "class",
    "param",
    "with",
    "for",
    "other",
]

_TERMINATORS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Block:
    """A branch of a compound statement: code in it may or may not run."""

    __slots__ = ("branch", "loop", "node", "parent", "terminates")

    def __init__(self, parent: Block | None, node: ast.AST, branch: str, body: list[ast.stmt]):
        self.parent = parent
        self.node = node
        self.branch = branch
        self.loop = isinstance(node, (ast.For, ast.AsyncFor, ast.While))
        self.terminates = bool(body) and isinstance(body[-1], _TERMINATORS)


class Point:
    """Where an expression is evaluated: its scope, its branch, the `with` items around it."""

    __slots__ = ("block", "scope", "withs")

    def __init__(self, scope: Scope, block: Block | None, withs: tuple[ast.expr, ...]):
        self.scope = scope
        self.block = block
        self.withs = withs


class Binding:
    """One place that gives a name (or a `self` attribute) a value.

    `path` is the way into an unpacked value: `a, (b, c) = …` binds c with (1, 1).
    """

    __slots__ = ("annotation", "kind", "node", "path", "point", "pos", "span", "value")

    def __init__(
        self,
        kind: BindingKind,
        node: ast.AST,
        point: Point,
        pos: Position,
        value: ast.expr | None = None,
        path: tuple[int, ...] = (),
        annotation: ast.expr | None = None,
        span: tuple[Position, Position] | None = None,
    ):
        self.kind = kind
        self.node = node
        self.point = point
        self.pos = pos
        self.value = value
        self.path = path
        self.annotation = annotation
        self.span = span


class Mutation(NamedTuple):
    """A change of a mapping in place: `h["k"] = v`, `h.update(…)`, `h |= …`, `del h["k"]`.

    "inside" changes what stands under a key: `params["extra_headers"].update(…)`, told by `inner`.
    """

    kind: Literal["set", "update", "delete", "setdefault", "append", "clear", "inside", "unknown"]
    key: ast.expr | None
    value: ast.expr | None
    node: ast.AST
    point: Point
    pos: Position
    inner: Mutation | None = None


class CallRef(NamedTuple):
    """A call and where it stands."""

    node: ast.Call
    point: Point


class Scope:
    """A module, class body, function or lambda."""

    __slots__ = (
        "alias_pairs",
        "bindings",
        "children",
        "globals",
        "imports_star",
        "kind",
        "module",
        "mutations",
        "name",
        "node",
        "parent",
        "qualname",
        "returns",
        "self_assigns",
        "self_name",
        "yields",
    )

    def __init__(
        self,
        kind: Literal["module", "class", "function"],
        node: ast.AST,
        parent: Scope | None,
        module: ModuleTree,
        name: str,
    ):
        self.kind = kind
        self.node = node
        self.parent = parent
        self.module = module
        self.name = name
        outer: str = parent.qualname if parent else ""
        self.qualname: str = f"{outer}.{name}" if outer else name
        self.bindings: dict[str, list[Binding]] = {}
        self.mutations: dict[str, list[Mutation]] = {}
        self.returns: list[tuple[ast.expr, Point]] = []
        self.yields: list[tuple[ast.expr, Point]] = []
        self.children: dict[ast.AST, Scope] = {}
        self.globals: set[str] = set()
        self.imports_star: list[Binding] = []
        self.self_assigns: dict[str, list[Binding]] = {}
        self.self_name: str | None = None
        self.alias_pairs: dict[str, list[tuple[str, Binding, Position | None]]] | None = None

    def bind(self, name: str, binding: Binding) -> None:
        """Record that `binding` gives `name` a value in this scope."""
        target = self.module.scope if name in self.globals else self
        target.bindings.setdefault(name, []).append(binding)

    def forget(self) -> None:
        """Let go of everything that the scope holds."""
        for held in (self.bindings, self.mutations, self.children, self.self_assigns):
            held.clear()
        for listed in (self.returns, self.yields, self.imports_star):
            listed.clear()
        self.parent = None
        del self.module

    @property
    def enclosing_class(self) -> Scope | None:
        """The class whose method (or nested function of a method) this scope is."""
        scope: Scope | None = self
        while scope is not None:
            if scope.parent is not None and scope.parent.kind == "class":
                return scope.parent
            scope = scope.parent
        return None


def below(scope: Scope) -> Iterator[Scope]:
    """A scope and those inside it."""
    yield scope
    for child in scope.children.values():
        yield from below(child)


def self_name(scope: Scope) -> str | None:
    """The name that `self` has in a scope: its method's first parameter."""
    current: Scope | None = scope
    while current is not None:
        if current.self_name is not None:
            return current.self_name
        current = current.parent
    return None


def ancestors(block: Block | None) -> Iterator[Block]:
    """A branch and the branches around it, innermost first."""
    while block is not None:
        yield block
        block = block.parent
