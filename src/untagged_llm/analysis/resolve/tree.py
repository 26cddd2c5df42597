"""A parsed module: its scopes, its calls, and what is looked up in them by name."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.scopes import CallRef, Mutation, Point, Scope, below
from untagged_llm.analysis.resolve.statements import Statements

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        Statements(self).statements(tree.body, Point(self.scope, None, ()))
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


def _given(calls: Iterable[CallRef]) -> dict[tuple[int, str], list[tuple[CallRef, int]]]:
    index: dict[tuple[int, str], list[tuple[CallRef, int]]] = defaultdict(list)
    for ref in calls:
        for position, argument in enumerate(ref.node.args):
            if isinstance(argument, ast.Name):
                index[id(ref.point.scope), argument.id].append((ref, position))
    return dict(index)
