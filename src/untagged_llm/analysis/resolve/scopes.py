"""A syntax tree as scopes: which names are bound where, under which conditions.

One pass over a module. Statements give bindings, mutations and returns; expressions give the
calls. Nothing is evaluated.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Position: TypeAlias = tuple[int, int]
Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"
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


class ModuleTree:
    """A parsed module and what one walk over it found.

    `name` is its dotted name in the project, `package` the package that relative imports start
    from, `identity` its path in the project, wherever the run was started. `assigned` are the
    names of attributes and class variables that are given a value somewhere in it.
    """

    __slots__ = (
        "assigned",
        "attribute_changes",
        "callers",
        "calls",
        "changes",
        "classes",
        "decorators",
        "given",
        "handed_over",
        "identity",
        "lines",
        "name",
        "package",
        "path",
        "scope",
        "tree",
        "words",
    )

    def __init__(
        self,
        path: str,
        name: str,
        package: str,
        tree: ast.Module,
        lines: list[str],
        identity: str = "",
    ):
        self.path = path
        self.identity = identity or path
        self.name = name
        self.package = package
        self.tree = tree
        self.lines = lines
        self.words: dict[str, bool] = {}
        self.calls: list[CallRef] = []
        self.decorators: set[int] = set()
        self.assigned: set[str] = set()
        self.classes: list[tuple[ast.ClassDef, Scope]] = []
        self.scope = Scope("module", tree, None, self, "")
        _Builder(self).statements(tree.body, Point(self.scope, None, ()))
        self.changes: dict[str, list[Mutation]] | None = None
        self.attribute_changes: dict[str, list[Any]] | None = None
        self.handed_over: frozenset[str] | None = None
        self.given: dict[tuple[int, str], list[tuple[CallRef, int]]] | None = None
        self.callers: dict[str, list[CallRef]] | None = None

    def forget(self) -> None:
        """Take the rings of references apart: the garbage collector would have to look at all."""
        for scope in list(below(self.scope)):
            scope.forget()
        self.calls.clear()
        self.classes.clear()
        self.given = self.callers = self.changes = None

    def holds(self, word: str) -> bool:
        """Whether the text of the module has `word` anywhere."""
        if word not in self.words:
            self.words[word] = any(word in line for line in self.lines)
        return self.words[word]

    def handed(self, scope: Scope, name: str) -> list[tuple[CallRef, int]]:
        """The calls in `scope` that are given the variable `name`, and at which position."""
        if self.given is None:
            self.given = _given(self.calls)
        return self.given.get((id(scope), name), [])

    def handed_names(self) -> frozenset[str]:
        """The last identifiers of what calls are given as arguments."""
        if self.handed_over is None:
            arguments = (a for ref in self.calls for a in ref.node.args)
            keywords = (k.value for ref in self.calls for k in ref.node.keywords)
            every = (*arguments, *keywords)
            named = (a for a in every if isinstance(a, (ast.Name, ast.Attribute)))
            self.handed_over = frozenset(map(callee_name, named))
        return self.handed_over

    def elsewhere(self, name: str, scope: Scope) -> list[Mutation]:
        """Changes that other scopes make to the variable `name` of `scope`, which they see."""
        if self.changes is None:
            self.changes = defaultdict(list)
            for other in below(self.scope):
                for text, mutations in other.mutations.items():
                    if other.kind == "function" and text not in other.bindings:
                        self.changes[text] += mutations
        owner = scope.enclosing_class if "." in name else None
        return [
            m
            for m in self.changes.get(name, ())
            if m.point.scope is not scope and (not owner or m.point.scope.enclosing_class is owner)
        ]

    def calls_named(self, name: str) -> list[CallRef]:
        """The calls whose callee ends in `name`."""
        if self.callers is None:
            index: dict[str, list[CallRef]] = defaultdict(list)
            for ref in self.calls:
                index[callee_name(ref.node.func)].append(ref)
            self.callers = dict(index)
        return self.callers.get(name, [])


def below(scope: Scope) -> Iterator[Scope]:
    """A scope and those inside it."""
    yield scope
    for child in scope.children.values():
        yield from below(child)


def _given(calls: Iterable[CallRef]) -> dict[tuple[int, str], list[tuple[CallRef, int]]]:
    index: dict[tuple[int, str], list[tuple[CallRef, int]]] = defaultdict(list)
    for ref in calls:
        for position, argument in enumerate(ref.node.args):
            if isinstance(argument, ast.Name):
                index[id(ref.point.scope), argument.id].append((ref, position))
    return dict(index)


def callee_name(func: ast.expr) -> str:
    """The last identifier of a callee, "" when it has none."""
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def start_of(node: ast.expr | ast.stmt) -> Position:
    """Where a node starts: (line, byte column)."""
    return node.lineno, node.col_offset


def end_of(node: ast.expr | ast.stmt) -> Position:
    """Where a node ends: (line, byte column)."""
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def dotted_text(node: ast.expr) -> str | None:
    """`self.headers` for that expression; None when it is more than names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted_text(node.value)
        return f"{base}.{node.attr}" if base else None
    return None


_LEAVES = (ast.Constant, ast.Name)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_MUTATORS = {"append", "update", "setdefault", "pop", "clear", "popitem", "add"}
_MUTATORS |= {"__setitem__", "__delitem__"}


class _Builder:
    """The walk. One method per kind of statement that binds or branches."""

    def __init__(self, module: ModuleTree):
        self.module = module

    def statements(self, body: Iterable[ast.stmt], point: Point) -> None:
        for stmt in body:
            handler = _STATEMENTS.get(type(stmt))
            if handler is None:
                self.children_of(stmt, point)
            else:
                handler(self, stmt, point)

    def children_of(self, node: ast.AST, point: Point) -> None:
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, ast.expr):
                self.expression(value, point)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.expr):
                        self.expression(item, point)

    # -- expressions: an explicit stack, so that depth costs no Python frames -----------------

    def expression(self, root: ast.expr | None, point: Point) -> None:
        if root is None or isinstance(root, _LEAVES):
            return
        stack: list[ast.AST] = [root]
        pop, push = stack.pop, stack.append
        calls = self.module.calls
        while stack:
            node = pop()
            kind = type(node)
            if kind is ast.Attribute:
                value = node.value  # type: ignore[attr-defined]
                if type(value) not in _LEAVES:
                    push(value)
                continue
            if kind is ast.Call:
                calls.append(CallRef(node, point))  # type: ignore[arg-type]
                func = node.func  # type: ignore[attr-defined]
                if type(func) is ast.Attribute and func.attr in _MUTATORS:
                    self.mutate(func.value, _method_mutation(node, func.attr, point))  # type: ignore[arg-type]
                if type(func) not in _LEAVES:
                    push(func)
                for argument in node.args:  # type: ignore[attr-defined]
                    if type(argument) not in _LEAVES:
                        push(argument)
                for keyword in node.keywords:  # type: ignore[attr-defined]
                    if type(keyword.value) not in _LEAVES:
                        push(keyword.value)
                continue
            if kind is ast.Lambda:
                self.function(node, point)  # type: ignore[arg-type]
                continue
            if kind is ast.NamedExpr:
                self.walrus(node, point)  # type: ignore[arg-type]
            elif kind in _COMPREHENSIONS:
                self.comprehension(node, point)
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

    def walrus(self, node: ast.NamedExpr, point: Point) -> None:
        binding = Binding("assign", node, point, end_of(node.value), node.value)
        point.scope.bind(node.target.id, binding)

    def comprehension(self, node: ast.AST, point: Point) -> None:
        span = (start_of(node), end_of(node))  # type: ignore[arg-type]
        for generator in node.generators:  # type: ignore[attr-defined]
            self.targets(
                generator.target, "for", generator.iter, generator, point, span[0], span=span
            )

    # -- binding targets ----------------------------------------------------------------------

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
            self.attribute_target(target, kind, value, node, point, pos, path, annotation)
        elif isinstance(target, ast.Subscript) and kind == "assign":
            self.item_target(target, value, node, point, pos)

    def attribute_target(
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

    def item_target(
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
        while isinstance(owner, ast.Subscript):
            _, _, _, node, point, pos, _ = mutation
            mutation = Mutation("inside", owner.slice, None, node, point, pos, mutation)
            owner = owner.value
        text = dotted_text(owner)
        if text is not None:
            scope = mutation.point.scope
            scope.mutations.setdefault(text, []).append(mutation)

    # -- statements ---------------------------------------------------------------------------

    def assign(self, stmt: ast.Assign, point: Point) -> None:
        self.expression(stmt.value, point)
        for target in stmt.targets:
            self.targets(target, "assign", stmt.value, stmt, point, end_of(stmt))

    def ann_assign(self, stmt: ast.AnnAssign, point: Point) -> None:
        self.expression(stmt.value, point)
        self.expression(stmt.annotation, point)
        kind: BindingKind = "assign" if stmt.value is not None else "annotation"
        self.targets(
            stmt.target, kind, stmt.value, stmt, point, end_of(stmt), annotation=stmt.annotation
        )

    def aug_assign(self, stmt: ast.AugAssign, point: Point) -> None:
        self.expression(stmt.value, point)
        kind: Literal["update", "unknown"] = (
            "update" if isinstance(stmt.op, ast.BitOr) else "unknown"
        )
        self.mutate(stmt.target, Mutation(kind, None, stmt.value, stmt, point, end_of(stmt)))

    def delete(self, stmt: ast.Delete, point: Point) -> None:
        for target in stmt.targets:
            if isinstance(target, ast.Subscript):
                change = Mutation("delete", target.slice, None, stmt, point, end_of(stmt))
                self.mutate(target.value, change)

    def expr_statement(self, stmt: ast.Expr, point: Point) -> None:
        self.expression(stmt.value, point)

    def return_(self, stmt: ast.Return, point: Point) -> None:
        self.expression(stmt.value, point)
        if stmt.value is not None:
            point.scope.returns.append((stmt.value, point))

    def import_(self, stmt: ast.Import, point: Point) -> None:
        for index, alias in enumerate(stmt.names):
            name = alias.asname or alias.name.partition(".")[0]
            point.scope.bind(name, Binding("import", stmt, point, end_of(stmt), path=(index,)))

    def import_from(self, stmt: ast.ImportFrom, point: Point) -> None:
        for index, alias in enumerate(stmt.names):
            binding = Binding("import", stmt, point, end_of(stmt), path=(index,))
            if alias.name == "*":
                point.scope.imports_star.append(binding)
            else:
                point.scope.bind(alias.asname or alias.name, binding)

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, point: Point
    ) -> None:
        is_lambda = isinstance(node, ast.Lambda)
        name = "<lambda>" if is_lambda else node.name  # type: ignore[union-attr]
        scope = Scope("function", node, point.scope, self.module, name)
        point.scope.children[node] = scope
        self.arguments(node, scope, point)
        if is_lambda:
            inner = Point(scope, None, ())
            scope.returns.append((node.body, inner))  # type: ignore[arg-type]
            self.expression(node.body, inner)  # type: ignore[arg-type]
            return
        for decorator in node.decorator_list:  # type: ignore[union-attr]
            self.module.decorators.add(id(decorator))
            self.expression(decorator, point)
        self.expression(node.returns, point)  # type: ignore[union-attr]
        point.scope.bind(name, Binding("function", node, point, start_of(node)))
        if point.scope.kind == "class" and not _is_static(node):
            parameters = [*node.args.posonlyargs, *node.args.args]
            scope.self_name = parameters[0].arg if parameters else None
        self.statements(node.body, Point(scope, None, ()))  # type: ignore[arg-type]

    def arguments(self, node: Function, scope: Scope, point: Point) -> None:
        args = node.args
        for default in (*args.defaults, *args.kw_defaults):
            self.expression(default, point)
        inner = Point(scope, None, ())
        listed = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        for arg in (*listed, args.vararg, args.kwarg):
            if arg is not None:
                binding = Binding("param", arg, inner, (0, 0), annotation=arg.annotation)
                scope.bindings.setdefault(arg.arg, []).append(binding)

    def class_(self, node: ast.ClassDef, point: Point) -> None:
        scope = Scope("class", node, point.scope, self.module, node.name)
        point.scope.children[node] = scope
        for expr in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
            self.expression(expr, point)
        point.scope.bind(node.name, Binding("class", node, point, start_of(node)))
        self.module.classes.append((node, scope))
        self.statements(node.body, Point(scope, None, ()))

    def if_(self, stmt: ast.If, point: Point) -> None:
        self.expression(stmt.test, point)
        self.branch(stmt, "body", stmt.body, point)
        self.branch(stmt, "orelse", stmt.orelse, point)

    def loop(self, stmt: ast.For | ast.AsyncFor, point: Point) -> None:
        self.expression(stmt.iter, point)
        inner = Point(point.scope, Block(point.block, stmt, "body", []), point.withs)
        self.targets(stmt.target, "for", stmt.iter, stmt, inner, end_of(stmt.iter))
        self.statements(stmt.body, inner)
        self.branch(stmt, "orelse", stmt.orelse, point)

    def while_(self, stmt: ast.While, point: Point) -> None:
        self.expression(stmt.test, point)
        inner = Point(point.scope, Block(point.block, stmt, "body", []), point.withs)
        self.statements(stmt.body, inner)
        self.branch(stmt, "orelse", stmt.orelse, point)

    def try_(self, stmt: ast.Try, point: Point) -> None:
        self.branch(stmt, "body", stmt.body, point)
        for index, handler in enumerate(stmt.handlers):
            self.expression(handler.type, point)
            self.branch(stmt, f"handler{index}", handler.body, point)
        self.branch(stmt, "orelse", stmt.orelse, point)
        self.statements(stmt.finalbody, point)

    def with_(self, stmt: ast.With | ast.AsyncWith, point: Point) -> None:
        withs = point.withs
        for item in stmt.items:
            self.expression(item.context_expr, point)
            withs = (*withs, item.context_expr)
            if item.optional_vars is not None:
                self.targets(
                    item.optional_vars,
                    "with",
                    item.context_expr,
                    stmt,
                    point,
                    end_of(item.context_expr),
                )
        self.statements(stmt.body, Point(point.scope, point.block, withs))

    def match_(self, stmt: ast.Match, point: Point) -> None:
        self.expression(stmt.subject, point)
        for index, case in enumerate(stmt.cases):
            self.expression(case.guard, point)
            self.branch(stmt, f"case{index}", case.body, point)

    def global_(self, stmt: ast.Global, point: Point) -> None:
        point.scope.globals.update(stmt.names)

    def branch(self, node: ast.AST, name: str, body: list[ast.stmt], point: Point) -> None:
        if body:
            inner = Point(point.scope, Block(point.block, node, name, body), point.withs)
            self.statements(body, inner)


_STATEMENTS: dict[type[ast.stmt], Callable[[Any, Any, Point], None]] = {
    ast.Assign: _Builder.assign,
    ast.AnnAssign: _Builder.ann_assign,
    ast.AugAssign: _Builder.aug_assign,
    ast.Delete: _Builder.delete,
    ast.Expr: _Builder.expr_statement,
    ast.Return: _Builder.return_,
    ast.Import: _Builder.import_,
    ast.ImportFrom: _Builder.import_from,
    ast.FunctionDef: _Builder.function,
    ast.AsyncFunctionDef: _Builder.function,
    ast.ClassDef: _Builder.class_,
    ast.If: _Builder.if_,
    ast.For: _Builder.loop,
    ast.AsyncFor: _Builder.loop,
    ast.While: _Builder.while_,
    ast.Try: _Builder.try_,
    ast.With: _Builder.with_,
    ast.AsyncWith: _Builder.with_,
    ast.Match: _Builder.match_,
    ast.Global: _Builder.global_,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _Builder.try_


def self_name(scope: Scope) -> str | None:
    """The name that `self` has in a scope: its method's first parameter."""
    current: Scope | None = scope
    while current is not None:
        if current.self_name is not None:
            return current.self_name
        current = current.parent
    return None


def _is_static(node: ast.AST) -> bool:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return any(callee_name(d) == "staticmethod" for d in decorators)


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


def ancestors(block: Block | None) -> Iterator[Block]:
    """A branch and the branches around it, innermost first."""
    while block is not None:
        yield block
        block = block.parent
