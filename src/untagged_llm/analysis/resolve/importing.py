"""What an import binds, and what a module has under a name."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import names, outside
from untagged_llm.analysis.resolve.scopes import Binding, Point, Scope
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    ModuleValue,
    Sym,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.tree import ModuleTree


def imported(engine: Engine, binding: Binding) -> Value:
    """What an import statement gives a name; `binding.path` tells which of its aliases."""
    module = binding.point.scope.module
    node = binding.node
    if isinstance(node, ast.Import):
        alias = node.names[binding.path[0]]
        dotted = alias.name if alias.asname else alias.name.partition(".")[0]
        found = engine.find(dotted, module)
        if found is not None:
            return ModuleValue(dotted, found.scope)
        deep = engine.find(alias.name, module)
        if deep is not None:
            engine.namespaces[alias.name] = deep
        return Sym(dotted)
    assert isinstance(node, ast.ImportFrom)
    alias = node.names[binding.path[0]]
    return from_module(engine, absolute(node, module), alias.name, module)


def absolute(node: ast.ImportFrom, module: ModuleTree) -> str:
    """The dotted name of the module that `from … import` names."""
    if not node.level:
        return node.module or ""
    package = module.package.split(".") if module.package else []
    kept = package[: len(package) - (node.level - 1)]
    return ".".join([*kept, *([node.module] if node.module else [])])


def resolved_relative(dotted: str, module: ModuleTree) -> str:
    """An `import_module` argument as an absolute name."""
    stripped = dotted.lstrip(".")
    level = len(dotted) - len(stripped)
    if not level:
        return dotted
    package = module.package.split(".") if module.package else []
    return ".".join([*package[: len(package) - (level - 1)], stripped])


_RUNTIME = frozenset({"untagged_llm", "untagged_llm.runtime"})


def from_module(engine: Engine, dotted: str, name: str, importer: ModuleTree) -> Value:
    """`from dotted import name`. Our own runtime is known by name, in this repository too."""
    if dotted in _RUNTIME:
        return Sym(f"{dotted}.{name}")
    found = engine.find(dotted, importer)
    if found is not None:
        member = module_member(engine, found, name)
        if not isinstance(member, Unknown):
            return member
    submodule = engine.find(f"{dotted}.{name}", importer)
    if submodule is not None:
        return ModuleValue(f"{dotted}.{name}", submodule.scope)
    return UNKNOWN if found is not None else Sym(f"{dotted}.{name}")


def module_member(engine: Engine, module: ModuleTree, name: str) -> Value:
    """What `module.name` stands for once the module has run."""
    return engine.remembered_member(module, name, lambda: _module_member(engine, module, name))


def _module_member(engine: Engine, module: ModuleTree, name: str) -> Value:
    scope = module.scope
    bindings = scope.bindings.get(name)
    if bindings:
        end = (len(module.lines) + 2, 0)
        held = names.bound(engine, name, bindings, scope, end, Point(scope, None, ()), {})
        return outside.edited(engine, held, name, module, partial(_is_module, scope))
    starred = from_star(engine, name, scope)
    if starred is not None:
        return starred
    return _module_getattr(engine, module, name)


def _is_module(scope: Scope, value: Value) -> bool:
    return isinstance(value, ModuleValue) and value.scope is scope


def _module_getattr(engine: Engine, module: ModuleTree, name: str) -> Value:
    """PEP 562: a module that imports its members lazily by a `name -> path` table."""
    if "__getattr__" not in module.scope.bindings:
        return UNKNOWN
    for text in lazy_targets(module, name):
        prefix = "." if text.startswith(".") else ""
        dotted = f"{module.package}{text}" if prefix else text
        for owner, attribute in ((dotted, name), (dotted.rpartition(".")[0], name)):
            found = engine.find(owner, module) if owner else None
            if found is not None and found is not module:
                value = module_member(engine, found, attribute)
                if not isinstance(value, Unknown):
                    return value
    return UNKNOWN


def lazy_targets(module: ModuleTree, name: str) -> list[str]:
    """Module paths that a module's tables give for a name: `{"Name": ("pkg.mod", "Name")}`."""
    found: list[str] = []
    for stmt in module.tree.body:
        value = getattr(stmt, "value", None)
        if not isinstance(value, ast.Dict):
            continue
        for key, target in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == name:
                nodes = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
                found += [
                    n.value
                    for n in nodes
                    if isinstance(n, ast.Constant) and isinstance(n.value, str)
                ]
            elif isinstance(key, ast.Constant) and isinstance(target, (ast.Tuple, ast.List)):
                names = [getattr(n, "value", None) for n in target.elts]
                if name in names and isinstance(key.value, str):
                    found.append(key.value if key.value.startswith(".") else f".{key.value}")
    return found


def from_star(engine: Engine, name: str, scope: Scope) -> Value | None:
    """The member that a `from … import *` brings into a scope; None when none does."""
    for binding in scope.imports_star:
        node = binding.node
        assert isinstance(node, ast.ImportFrom)
        module = scope.module
        dotted = absolute(node, module)
        found = engine.find(dotted, module)
        if found is not None and found is not module:
            value = module_member(engine, found, name)
            if not isinstance(value, Unknown):
                return value
        elif found is None and engine.registry.client_named(f"{dotted}.{name}") is not None:
            return Sym(f"{dotted}.{name}")
    return None
