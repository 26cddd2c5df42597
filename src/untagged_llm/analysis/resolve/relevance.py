"""A glance at a call before it is evaluated: most calls of a program cannot be sites."""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from untagged_llm.analysis.prefilter import TELLING
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.plain import is_plain_import

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Binding, CallRef, Scope

_BUILTINS = frozenset(dir(builtins))
_DATA = frozenset(
    {"embedding", "image", "images", "process", "prompt", "query", "question", "request"}
    | {"response", "start", "task", "text", "thread", "translation"}
)
_CALLABLES = re.compile(
    r"client|cls|class|model|llm|factory|type|api|creat|complet|invok|generat|call|make|build|agent|chain|chat|embed"
)


FACTORIES = frozenset({"default_factory", "factory"})
"""Keywords that take a class, to be called later."""


def worth_a_look(engine: Engine, ref: CallRef) -> bool:
    """Whether a call may be a site, or hand over a method or a class that is one."""
    node = ref.node
    words = engine.words
    for argument in node.args:
        if type(argument) is ast.Attribute and argument.attr in words:
            return True
    for keyword in node.keywords:
        value = keyword.value
        if keyword.arg in FACTORIES or (type(value) is ast.Attribute and value.attr in words):
            return True
    return may_matter(engine, ref)


def may_matter(engine: Engine, ref: CallRef) -> bool:
    """Whether a call may construct a client, send a request, or call something that does."""
    func = ref.node.func
    if isinstance(func, ast.Name):
        return _name_may(engine, func.id, ref)
    if isinstance(func, ast.Attribute):
        if func.attr in engine.words:
            return is_method(engine, func) or func.attr in engine.registry.client_words
        return func.attr in ref.point.scope.module.assigned or _hands_request(ref)
    return True


def is_method(engine: Engine, func: ast.Attribute) -> bool:
    """Whether an attribute is named like a billable method."""
    if func.attr not in engine.words:
        return False
    owners = engine.registry.resources.get(func.attr)
    return owners is None or func.attr in TELLING or callee_name(func.value) in owners


def is_reference(engine: Engine, argument: ast.expr) -> bool:
    """Whether an argument may be a billable method, handed over to be called elsewhere."""
    if not isinstance(argument, ast.Attribute) or argument.attr in _DATA:
        return False
    return is_method(engine, argument)


def is_foreign(name: str, ref: CallRef) -> bool:
    """Whether a name is anything but an untouched builtin (`str`, `len`, `print`)."""
    if name not in _BUILTINS or name == "map":
        return True
    scope: Scope | None = ref.point.scope
    while scope is not None:
        if name in scope.bindings:
            return True
        scope = scope.parent
    return False


def _name_may(engine: Engine, name: str, ref: CallRef) -> bool:
    scope: Scope | None = ref.point.scope
    while scope is not None:
        bindings = scope.bindings.get(name)
        if bindings:
            plain = all(_is_plain(engine, b, name) for b in bindings)
            return not plain or _hands_request(ref)
        scope = scope.parent
    return name not in _BUILTINS


def _is_plain(engine: Engine, binding: Binding, name: str) -> bool:
    """Whether a name is a function, or a parameter not called like anything that makes calls."""
    if binding.kind == "param":
        return not engine.wrappers and _CALLABLES.search(name.lower()) is None
    if binding.kind == "import":
        return is_plain_import(engine, binding)
    return binding.kind == "function" and name not in engine.own_words


def _hands_request(ref: CallRef) -> bool:
    """Whether a prepared `urllib` request may be among the arguments."""
    named = any(isinstance(a, ast.Name) for a in ref.node.args[:2])
    return named and bool(ref.point.scope.module.calls_named("Request"))
