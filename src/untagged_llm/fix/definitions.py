"""Where a variable gets its value, when adding to that value is adding to the argument alone."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from untagged_llm.fix.arguments import builds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.fix.offer import Give
    from untagged_llm.fix.source import Source

    Variable: TypeAlias = ast.Name | ast.Attribute

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)


def definition(source: Source, node: ast.expr, give: Give) -> ast.expr | None:
    """The display or construction that a call's argument stands for, when a variable holds it.

    None unless the variable is given a value once and used for nothing but that argument: then
    the value is the argument's, and the file reads as if its author had thought of the owner.
    """
    variable = _variable(node, give)
    scope = _scope(source, variable) if variable is not None else None
    if variable is None or scope is None:
        return None
    uses = list(_uses(scope, variable))
    stores = [each for each in uses if not isinstance(each.ctx, ast.Load)]
    loads = [each for each in uses if isinstance(each.ctx, ast.Load)]
    if len(stores) != 1 or not all(_is_argument(source, each, give.param) for each in loads):
        return None
    value = _assigned(source, stores[0])
    # A mapping may mean something else to another function; an object is of the SDK's own class.
    shared = isinstance(value, ast.Dict) and len(_receivers(source, loads)) == 1
    return value if shared or builds(value) else None


def _variable(node: ast.expr, give: Give) -> Variable | None:
    if not isinstance(node, ast.Call) or not give.inside:
        return None
    given = next((each.value for each in node.keywords if each.arg == give.param), None)
    if isinstance(given, ast.Attribute):
        return given if isinstance(given.value, ast.Name) and given.value.id == "self" else None
    return given if isinstance(given, ast.Name) else None


def _scope(source: Source, variable: Variable) -> ast.AST | None:
    """The class of an attribute; the function that sets a name, or takes it, else the module."""
    if isinstance(variable, ast.Attribute):
        return next((each for each in source.around(variable) if _is_class(each)), None)
    scopes = (each for each in source.around(variable) if isinstance(each, _SCOPES))
    return next((each for each in scopes if _sets(each, variable)), None)


def _is_class(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef)


def _sets(scope: ast.AST, variable: Variable) -> bool:
    if any(isinstance(each, ast.arg) and each.arg == _name(variable) for each in ast.walk(scope)):
        return True
    return any(not isinstance(each.ctx, ast.Load) for each in _uses(scope, variable))


def _uses(scope: ast.AST, variable: Variable) -> Iterator[Variable]:
    wanted = _name(variable)
    for each in ast.walk(scope):
        if isinstance(each, type(variable)) and _name(each) == wanted:
            yield each


def _name(variable: Variable) -> str:
    return ast.unparse(variable)


def _is_argument(source: Source, use: Variable, param: str) -> bool:
    parent = source.parents.get(use)
    return isinstance(parent, ast.keyword) and parent.arg == param


def _receivers(source: Source, loads: Iterable[Variable]) -> set[str]:
    """The functions that the variable is handed to, by their last name."""
    calls = (next(source.around(source.parents[each])) for each in loads)
    return {
        ast.unparse(each.func).rpartition(".")[2] for each in calls if isinstance(each, ast.Call)
    }


def _assigned(source: Source, target: Variable) -> ast.expr | None:
    statement = source.parents.get(target)
    if isinstance(statement, ast.Assign) and statement.targets == [target]:
        return statement.value
    return statement.value if isinstance(statement, ast.AnnAssign) else None
