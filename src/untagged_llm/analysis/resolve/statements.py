"""One pass over a module: statements give bindings, branches and returns.

Nothing is evaluated.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Literal

from untagged_llm.analysis.resolve.bindings import Expressions
from untagged_llm.analysis.resolve.nodes import callee_name, end_of, start_of
from untagged_llm.analysis.resolve.scopes import Binding, Block, Mutation, Point, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from untagged_llm.analysis.resolve.scopes import BindingKind


class Statements(Expressions):
    """The walk. One method per kind of statement that binds or branches."""

    def statements(self, body: Iterable[ast.stmt], point: Point) -> None:
        """Take in one statement after the other."""
        for stmt in body:
            handler = _STATEMENTS.get(type(stmt))
            if handler is None:
                self.children_of(stmt, point)
            else:
                handler(self, stmt, point)

    def _assign(self, stmt: ast.Assign, point: Point) -> None:
        self.expression(stmt.value, point)
        for target in stmt.targets:
            self.targets(target, "assign", stmt.value, stmt, point, end_of(stmt))

    def _ann_assign(self, stmt: ast.AnnAssign, point: Point) -> None:
        self.expression(stmt.value, point)
        self.expression(stmt.annotation, point)
        kind: BindingKind = "assign" if stmt.value is not None else "annotation"
        self.targets(
            stmt.target, kind, stmt.value, stmt, point, end_of(stmt), annotation=stmt.annotation
        )

    def _aug_assign(self, stmt: ast.AugAssign, point: Point) -> None:
        self.expression(stmt.value, point)
        kind: Literal["update", "unknown"] = (
            "update" if isinstance(stmt.op, ast.BitOr) else "unknown"
        )
        self.mutate(stmt.target, Mutation(kind, None, stmt.value, stmt, point, end_of(stmt)))

    def _delete(self, stmt: ast.Delete, point: Point) -> None:
        for target in stmt.targets:
            if isinstance(target, ast.Subscript):
                change = Mutation("delete", target.slice, None, stmt, point, end_of(stmt))
                self.mutate(target.value, change)

    def _expr_statement(self, stmt: ast.Expr, point: Point) -> None:
        self.expression(stmt.value, point)

    def _return(self, stmt: ast.Return, point: Point) -> None:
        self.expression(stmt.value, point)
        if stmt.value is not None:
            point.scope.returns.append((stmt.value, point))

    def _import(self, stmt: ast.Import, point: Point) -> None:
        for index, alias in enumerate(stmt.names):
            name = alias.asname or alias.name.partition(".")[0]
            point.scope.bind(name, Binding("import", stmt, point, end_of(stmt), path=(index,)))

    def _import_from(self, stmt: ast.ImportFrom, point: Point) -> None:
        for index, alias in enumerate(stmt.names):
            binding = Binding("import", stmt, point, end_of(stmt), path=(index,))
            if alias.name == "*":
                point.scope.imports_star.append(binding)
            else:
                point.scope.bind(alias.asname or alias.name, binding)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, point: Point) -> None:
        scope = self.opened(node, node.name, point)
        for decorator in node.decorator_list:
            self.module.decorators.add(id(decorator))
            self.expression(decorator, point)
        self.expression(node.returns, point)
        point.scope.bind(node.name, Binding("function", node, point, start_of(node)))
        if point.scope.kind == "class" and not _is_static(node):
            parameters = [*node.args.posonlyargs, *node.args.args]
            scope.self_name = parameters[0].arg if parameters else None
        self.statements(node.body, Point(scope, None, ()))

    def _class(self, node: ast.ClassDef, point: Point) -> None:
        scope = Scope("class", node, point.scope, self.module, node.name)
        point.scope.children[node] = scope
        for expr in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
            self.expression(expr, point)
        point.scope.bind(node.name, Binding("class", node, point, start_of(node)))
        self.module.classes.append((node, scope))
        self.statements(node.body, Point(scope, None, ()))

    def _if(self, stmt: ast.If, point: Point) -> None:
        self.expression(stmt.test, point)
        self._branch(stmt, "body", stmt.body, point)
        self._branch(stmt, "orelse", stmt.orelse, point)

    def _loop(self, stmt: ast.For | ast.AsyncFor, point: Point) -> None:
        self.expression(stmt.iter, point)
        inner = Point(point.scope, Block(point.block, stmt, "body", []), point.withs)
        self.targets(stmt.target, "for", stmt.iter, stmt, inner, end_of(stmt.iter))
        self.statements(stmt.body, inner)
        self._branch(stmt, "orelse", stmt.orelse, point)

    def _while(self, stmt: ast.While, point: Point) -> None:
        self.expression(stmt.test, point)
        inner = Point(point.scope, Block(point.block, stmt, "body", []), point.withs)
        self.statements(stmt.body, inner)
        self._branch(stmt, "orelse", stmt.orelse, point)

    def _try(self, stmt: ast.Try, point: Point) -> None:
        self._branch(stmt, "body", stmt.body, point)
        for index, handler in enumerate(stmt.handlers):
            self.expression(handler.type, point)
            self._branch(stmt, f"handler{index}", handler.body, point)
        self._branch(stmt, "orelse", stmt.orelse, point)
        self.statements(stmt.finalbody, point)

    def _with(self, stmt: ast.With | ast.AsyncWith, point: Point) -> None:
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

    def _match(self, stmt: ast.Match, point: Point) -> None:
        self.expression(stmt.subject, point)
        for index, case in enumerate(stmt.cases):
            self.expression(case.guard, point)
            self._branch(stmt, f"case{index}", case.body, point)

    def _global(self, stmt: ast.Global, point: Point) -> None:
        point.scope.globals.update(stmt.names)

    def _branch(self, node: ast.AST, name: str, body: list[ast.stmt], point: Point) -> None:
        if body:
            inner = Point(point.scope, Block(point.block, node, name, body), point.withs)
            self.statements(body, inner)


_STATEMENTS: dict[type[ast.stmt], Callable[[Any, Any, Point], None]] = {
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._ann_assign,
    ast.AugAssign: Statements._aug_assign,
    ast.Delete: Statements._delete,
    ast.Expr: Statements._expr_statement,
    ast.Return: Statements._return,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import_from,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
    ast.If: Statements._if,
    ast.For: Statements._loop,
    ast.AsyncFor: Statements._loop,
    ast.While: Statements._while,
    ast.Try: Statements._try,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.Match: Statements._match,
    ast.Global: Statements._global,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = Statements._try


def _is_static(node: ast.AST) -> bool:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return any(callee_name(d) == "staticmethod" for d in decorators)
