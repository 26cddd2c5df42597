"""The abstract interpreter: what may an expression stand for?

Demand-driven and memoised: nothing is evaluated that no site asks for. Every question has a
budget, so that no program, however entangled, can hang the checker.
"""

from __future__ import annotations

import ast
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from untagged_llm.analysis.resolve import attributes, calling, expressions, names, parameters
from untagged_llm.analysis.resolve.http import VERBS
from untagged_llm.analysis.resolve.tree import ModuleTree
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Class,
    Environment,
    Func,
    Instance,
    Unknown,
    Value,
)
from untagged_llm.model import Place, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from untagged_llm.analysis.project import Project
    from untagged_llm.analysis.resolve.scopes import Point
    from untagged_llm.policy.settings import Wrapper
    from untagged_llm.sdks import Registry
    from untagged_llm.sdks.schema import Client

T = TypeVar("T")
EMPTY: Environment = MappingProxyType({})

_BLANK = ModuleTree("", "", "", ast.Module([], []), [])
_DEEPEST = 70
_BUDGET = 2_000
_HASTY_BUDGET = 250


class Engine:
    """Evaluates expressions of one project. One engine serves all files of a run.

    An engine with `follows` is hasty: it looks into no other of the project's files than those, and
    soon gives up. It tells where a client may be, not what it carries.
    """

    def __init__(
        self,
        project: Project,
        registry: Registry,
        wrappers: tuple[Wrapper, ...] = (),
        follows: Callable[[str], bool] | None = None,
    ):
        self.project = project
        self.hasty = follows is not None
        self._follows = follows or (lambda path: True)
        self._budget = _HASTY_BUDGET if self.hasty else _BUDGET
        self.registry = registry
        self.own_words = _last(wrappers)
        self.words = registry.terminals | registry.client_words | VERBS | self.own_words
        self.shapes = {shape.path: shape for shape in registry.shapes}
        self.shape_terminals = frozenset(path.rpartition(".")[2] for path in self.shapes)
        self.wrappers: Mapping[str, Wrapper] = {w.name: w for w in wrappers}
        self._memo: dict[int, tuple[Value, frozenset[int]]] = {}
        self._active: set[tuple[int, int]] = set()
        self._depth = 0
        self._spent = 0
        self._cuts = 0
        self._given: dict[tuple[int, int], tuple[Value, frozenset[int], Environment]] = {}
        self._returns: dict[int, tuple[Value, frozenset[int]]] = {}
        self._parameters: dict[int, Value] = {}
        self._members: dict[tuple[str, str], Value] = {}
        self._instances: dict[int, Instance] = {}
        self._once: dict[tuple[str, int], Any] = {}
        self._annotations: dict[int, ast.expr | None] = {}
        self.touched: set[int] = set()
        self.depends_on_parameters: set[int] = set()
        self.namespaces: dict[str, ModuleTree] = {}
        self.searching_subclasses = False

    def forget(self) -> None:
        """Let go of everything that was learnt."""
        for held in (self._memo, self._given, self._returns, self._parameters, self._members):
            held.clear()
        for more in (self._instances, self._annotations, self.namespaces):
            more.clear()

    def value(self, node: ast.expr, point: Point, env: Environment = EMPTY) -> Value:
        """What `node` may stand for at `point`, with the parameters that `env` knows."""
        if not env:
            known = self._memo.get(id(node))
            if known is not None:
                self.touched |= known[1]
                return known[0]
        else:
            given = self._given.get((id(node), id(env)))
            if given is not None:
                self.touched |= given[1]
                return given[0]
        key = (id(node), id(env) if env else 0)
        if key in self._active or self._depth >= _DEEPEST or self._spent >= self._budget:
            self._cuts += 1
            return UNKNOWN
        return self._evaluate(node, point, env, key)

    def _evaluate(
        self, node: ast.expr, point: Point, env: Environment, key: tuple[int, int]
    ) -> Value:
        cuts = self._cuts
        outer, self.touched = self.touched, set()
        self._active.add(key)
        self._depth += 1
        self._spent += 1
        try:
            result = expressions.evaluate(self, node, point, env)
        finally:
            self._depth -= 1
            self._active.discard(key)
            inner = self.touched
            self.touched = outer | inner if inner else outer
        if env:
            self._given[key] = (result, frozenset(inner), env)
        elif self._cuts == cuts or self._depth == 0 or not isinstance(result, Unknown):
            self._memo[id(node)] = (result, frozenset(inner))
        if self._depth == 0:
            self._spent = 0
            self._given.clear()
        return result

    def name(self, node: ast.Name, point: Point, env: Environment) -> Value:
        """What a name stands for where it is used."""
        return names.lookup(self, node, point, env)

    def attribute(self, owner: Value, name: str) -> Value:
        """What `owner.name` stands for."""
        return attributes.of(self, owner, name)

    def call(self, node: ast.Call, point: Point, env: Environment) -> Value:
        """What a call gives back."""
        return calling.result(self, node, point, env)

    def parameter(self, node: ast.arg, point: Point, env: Environment) -> Value:
        """What a parameter may hold: given, annotated, defaulted, passed by callers."""
        return parameters.value(self, node, point, env)

    def remembered_return(self, callee: Func, compute: Callable[[], Value]) -> Value:
        """A function's return value without regard to its arguments, computed once.

        Also learns whether it hangs on the arguments (`depends_on_parameters`).
        """
        key = id(callee.node)
        if key in self._returns:
            self.touched |= self._returns[key][1]
            return self._returns[key][0]
        outer, self.touched = self.touched, set()
        cuts = self._cuts
        try:
            value = compute()
        finally:
            inner, self.touched = self.touched, outer
        if key in inner:
            self.depends_on_parameters.add(key)
        self.touched |= inner - {key}
        if cuts == self._cuts or self._depth <= 1:
            self._returns[key] = (value, frozenset(inner - {key}))
        return value

    def remembered_parameter(self, node: ast.arg, compute: Callable[[], Value]) -> Value:
        """What callers and annotations say of a parameter, computed once."""
        key = id(node)
        if key not in self._parameters:
            self._parameters[key] = UNKNOWN
            self._parameters[key] = compute()
        return self._parameters[key]

    def remembered_member(
        self, module: ModuleTree, name: str, compute: Callable[[], Value]
    ) -> Value:
        """What a module's global holds, computed once; import cycles end as unknown."""
        key = (module.path, name)
        if key not in self._members:
            self._members[key] = UNKNOWN
            self._members[key] = compute()
        return self._members[key]

    def once(self, what: str, node: ast.AST, compute: Callable[[], T], meanwhile: Any = None) -> T:
        """Something about a node, worked out once; who asks on the way gets `meanwhile`."""
        key = (what, id(node))
        if key not in self._once:
            if meanwhile is not None:
                self._once[key] = meanwhile
            self._once[key] = compute()
        found: T = self._once[key]
        return found

    def remembered_instance(self, cls: Class, compute: Callable[[], Instance]) -> Instance:
        """The object of a class whose construction is unseen: one for all questions."""
        key = id(cls.node)
        if key not in self._instances:
            self._instances[key] = Instance(cls, seen=False)
            self._instances[key] = compute()
        return self._instances[key]

    def parsed_annotation(self, node: ast.Constant) -> ast.expr | None:
        """A quoted annotation as an expression that stands where the quotes stand."""
        if id(node) not in self._annotations:
            self._annotations[id(node)] = _parsed(node)
        return self._annotations[id(node)]

    def find(self, dotted: str, importer: ModuleTree) -> ModuleTree | None:
        """The project's module of that name; an empty one where imports are not followed to."""
        path = self.project.locate(dotted, self.project.folder(importer.path))
        if path is not None and not self._follows(path):
            return _BLANK
        return self.project.find(dotted, importer)

    def wrapper_of(self, value: Func | Class) -> Wrapper | None:
        """The configured wrapper that a function, method or class of the project is."""
        if not self.wrappers:
            return None
        scope = value.scope
        return self.wrappers.get(f"{scope.module.name}.{scope.qualname}")

    def wrapper_row(self, wrapper: Wrapper) -> Client | None:
        """The registry's row of the client that a configured factory gives."""
        if wrapper.sdk not in self.registry.ids:
            return None
        return self.registry.client(wrapper.sdk, wrapper.client)

    def place(self, node: ast.AST, module: ModuleTree) -> Place:
        """Where a node stands, in characters."""
        return Place(module.path, range_of(node, module.lines))


def _parsed(node: ast.Constant) -> ast.expr | None:
    try:
        parsed = ast.parse(str(node.value).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    for inner in ast.walk(parsed):
        ast.copy_location(inner, node)
    return parsed


def _last(wrappers: tuple[Wrapper, ...]) -> frozenset[str]:
    return frozenset(w.name.rpartition(".")[2] for w in wrappers)


def range_of(node: ast.AST, lines: list[str]) -> Range:
    """A node's span with 1-based lines and columns counted in characters."""
    line: int = getattr(node, "lineno", 1)
    end_line: int = getattr(node, "end_lineno", None) or line
    column = _characters(lines, line, getattr(node, "col_offset", 0))
    end = _characters(lines, end_line, getattr(node, "end_col_offset", None) or 0)
    return Range(line, column + 1, end_line, end + 1)


def _characters(lines: list[str], line: int, offset: int) -> int:
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if text.isascii():
        return offset
    return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))
