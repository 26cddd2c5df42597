"""Whether an imported name is plainly no client and makes none, without parsing its module."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.http import VERBS
from untagged_llm.analysis.resolve.importing import absolute
from untagged_llm.analysis.resolve.library import PARTIALS

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Binding

_DEEPEST = 8
_BUILTINS = frozenset(dir(builtins))
_CALLABLE = VERBS | {name.rpartition(".")[2] for name in PARTIALS}


def is_plain_import(engine: Engine, binding: Binding) -> bool:
    """Whether calling what an import binds is neither a construction nor a request."""
    if not isinstance(binding.node, ast.ImportFrom):
        return False
    module = binding.point.scope.module
    name = binding.node.names[binding.path[0]].name
    folder = engine.project.folder(module.path)
    return _is_plain(engine, absolute(binding.node, module), name, folder, 0)


def _is_plain(engine: Engine, dotted: str, name: str, folder: str, depth: int) -> bool:
    if name in engine.own_words or depth > _DEEPEST:
        return False
    path = engine.project.locate(dotted, folder)
    if path is None:
        return name not in _CALLABLE and engine.registry.root_of(f"{dotted}.{name}") is None
    return _is_plain_in(engine, path, name, depth)


def _is_plain_in(engine: Engine, path: str, name: str, depth: int) -> bool:
    outline = engine.project.outline(path)
    if name in outline.functions:
        return True
    if name in outline.classes:
        return all(_is_plain_base(engine, path, base, depth) for base in outline.classes[name])
    if name in outline.imports:
        origin, original = outline.imports[name]
        package = engine.project.package_of(path)
        dotted = resolved(origin, package)
        return _is_plain(engine, dotted, original, engine.project.folder(path), depth + 1)
    return False


def _is_plain_base(engine: Engine, path: str, base: str, depth: int) -> bool:
    name, _, rest = base.partition(".")
    if name in _BUILTINS:
        return True
    return not rest and depth <= _DEEPEST and _is_plain_in(engine, path, name, depth + 1)


def resolved(origin: str, package: str) -> str:
    """The absolute name of the module that `from origin import` means inside `package`."""
    name = origin.lstrip(".")
    level = len(origin) - len(name)
    if not level:
        return name
    parts = package.split(".") if package else []
    return ".".join([*parts[: len(parts) - (level - 1)], *([name] if name else [])])
