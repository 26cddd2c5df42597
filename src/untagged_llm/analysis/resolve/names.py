"""What a name stands for: its bindings that reach the use, each evaluated where it was made."""

from __future__ import annotations

import ast
import builtins
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import aftermath, edits, outside, typehints
from untagged_llm.analysis.resolve.flow import reaching
from untagged_llm.analysis.resolve.nodes import Position, dotted_text, start_of
from untagged_llm.analysis.resolve.scopes import Binding, Point, Scope
from untagged_llm.analysis.resolve.values import (
    ELEMENT,
    NONE,
    UNKNOWN,
    Built,
    Class,
    ClientValue,
    Dict,
    Environment,
    Func,
    ModuleValue,
    Seq,
    Sym,
    Union,
    Unknown,
    Value,
    clients,
    join,
    members,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.tree import ModuleTree

_START = (0, 0)
_BUILTINS = frozenset(dir(builtins))


def lookup(engine: Engine, node: ast.Name, point: Point, env: Environment) -> Value:
    """The value of a name at its use."""
    return find(engine, node.id, start_of(node), point, env)


def find(engine: Engine, name: str, pos: Position, point: Point, env: Environment) -> Value:
    """The value of the variable `name`, seen from a position."""
    scope: Scope | None = point.scope
    skip_class = False
    while scope is not None:
        if not (skip_class and scope.kind == "class"):
            bindings = scope.bindings.get(name)
            if bindings and name not in point.scope.globals:
                return _bound(engine, name, bindings, scope, pos, point, env)
            if bindings and scope.kind == "module":
                return _bound(engine, name, bindings, scope, pos, point, env)
            starred = _from_star(engine, name, scope)
            if starred is not None:
                return starred
        skip_class = True
        scope = scope.parent
    return Sym(f"builtins.{name}") if name in _BUILTINS else UNKNOWN


def _bound(
    engine: Engine,
    name: str,
    bindings: list[Binding],
    scope: Scope,
    pos: Position,
    point: Point,
    env: Environment,
) -> Value:
    reached = reaching(bindings, scope, pos, point)
    here = point.scope is scope
    before, block = (pos, point.block) if here else (None, None)
    values = []
    for binding in reached:
        value = of_binding(engine, binding, env)
        if isinstance(value, (Dict, Union, Built, Seq)):
            after = binding.pos
            value = edits.changed(engine, value, name, scope, after, before, block, env)
            if not here:
                value = edits.changed(
                    engine, value, name, point.scope, _START, pos, point.block, env
                )
            value = aftermath.of_variable(engine, value, name, scope, after, before, point, pos)
        values.append(value)
    return _typed(engine, join(values), reached)


def _typed(engine: Engine, joined: Value, reached: list[Binding]) -> Value:
    """An annotation tells the type of a variable whose values could not be followed."""
    if clients(joined) or not (joined == NONE or isinstance(joined, Unknown)):
        return joined
    for binding in reached:
        if binding.annotation is not None and binding.kind != "param":
            typed = typehints.instance_of(engine, binding.annotation, binding.point)
            if not isinstance(typed, Unknown):
                return typed
    return joined


def assigned_attribute(
    engine: Engine, node: ast.Attribute, point: Point, env: Environment
) -> Value | None:
    """`obj.attr` that the same scope assigned before: `holder.client = OpenAI()`."""
    text = dotted_text(node)
    scope = point.scope
    if text is None or text.partition(".")[0] == scope.self_name:
        return None
    bindings = scope.bindings.get(text)
    if not bindings:
        return None
    before = [b for b in bindings if b.pos < start_of(node)]
    if not before:
        return None
    return join(
        [of_binding(engine, b, env) for b in reaching(before, scope, start_of(node), point)]
    )


def of_binding(engine: Engine, binding: Binding, env: Environment) -> Value:
    """What one binding gives its name."""
    kind = binding.kind
    if kind in ("assign", "for", "with"):
        return _assigned(engine, binding, env)
    if kind == "import":
        return imported(engine, binding)
    if kind == "function":
        assert isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef))
        return _function(engine, binding, env)
    if kind == "class":
        assert isinstance(binding.node, ast.ClassDef)
        return Class(binding.node, binding.point.scope.children[binding.node])
    if kind == "param":
        assert isinstance(binding.node, ast.arg)
        return engine.parameter(binding.node, binding.point, env)
    if kind == "annotation" and binding.annotation is not None:
        return typehints.instance_of(engine, binding.annotation, binding.point)
    return UNKNOWN


def _function(engine: Engine, binding: Binding, env: Environment) -> Value:
    node = binding.node
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return Func(node, binding.point.scope.children[node], None, env)


def _assigned(engine: Engine, binding: Binding, env: Environment) -> Value:
    if binding.value is None:
        return UNKNOWN
    turn = env.get(binding.node) if env and binding.kind == "for" else None
    value = engine.value(binding.value, binding.point, env) if turn is None else turn[ELEMENT]
    if binding.kind == "with":
        value = entered(engine, value)
    if binding.kind == "for" and turn is None:
        value = elements(value)
    for index in binding.path:
        value = _unpacked(value, index)
    return value


def entered(engine: Engine, value: Value) -> Value:
    """What `with value as x` gives x."""
    results: list[Value] = []
    for member in members(value):
        if isinstance(member, (ClientValue, Sym)):
            results.append(member)
        else:
            entered_ = _enter_method(engine, member)
            results.append(member if entered_ is None else entered_)
    return join(results)


def _enter_method(engine: Engine, value: Value) -> Value | None:
    from untagged_llm.analysis.resolve import calling
    from untagged_llm.analysis.resolve.values import Instance

    if not isinstance(value, Instance):
        return None
    for name in ("__aenter__", "__enter__"):
        method = engine.attribute(value, name)
        if isinstance(method, Func):
            return calling.returned(engine, method, {})
    return None


def elements(value: Value) -> Value:
    """What iterating over a value gives."""
    results: list[Value] = []
    for member in members(value):
        if isinstance(member, Seq):
            results.extend(member.items)
        elif isinstance(member, Dict):
            results.append(UNKNOWN)
        else:
            results.append(UNKNOWN)
    return join(results)


def _unpacked(value: Value, index: int) -> Value:
    results: list[Value] = []
    for member in members(value):
        if isinstance(member, Seq) and index < len(member.items) and not member.open:
            results.append(member.items[index])
        elif isinstance(member, Seq) and member.open:
            results.append(join(member.items))
        else:
            results.append(UNKNOWN)
    return join(results)


# -- imports ----------------------------------------------------------------------------------


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
        held = _bound(engine, name, bindings, scope, end, Point(scope, None, ()), {})
        return outside.edited(engine, held, name, module, partial(_is_module, scope))
    starred = _from_star(engine, name, scope)
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


def _from_star(engine: Engine, name: str, scope: Scope) -> Value | None:
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
