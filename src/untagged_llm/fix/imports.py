"""Names that an edit needs: found among the file's imports, or imported."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.fix.source import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.fix.source import Source

    Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class Needed:
    """`from module import name as alias`, or `import module` where `name` is ""."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def line(self) -> str:
        """The statement."""
        what = f"from {self.module} import {self.name}" if self.name else f"import {self.module}"
        return f"{what} as {self.alias}" if self.alias else what


def spelled(source: Source, dotted: str) -> str | None:
    """How the file names `dotted` ("google.genai.types.HttpOptions"), if its imports allow it."""
    ways = [way for node in _top(source.tree) for way in _ways(node, dotted)]
    return min(ways, key=len, default=None)


def _ways(node: Import, dotted: str) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.level > 0:
        return
    lead = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        full = lead + alias.name
        if dotted == full or dotted.startswith(f"{full}."):
            yield (alias.asname or alias.name) + dotted[len(full) :]


def wanted(source: Source, module: str, name: str = "") -> tuple[str, Needed | None]:
    """What to call a module or one of its names, and the import that is needed for it."""
    found = spelled(source, f"{module}.{name}" if name else module)
    if found is not None:
        return found, None
    word = name or module
    if word not in source.names:
        return word, Needed(module, name)
    alias = f"{module.rpartition('.')[2]}_{name}" if name else f"{module}_module"
    return alias, Needed(module, name, alias)


def with_imports(text: str, needed: Sequence[Needed], newline: str) -> str:
    """The text with the imports added where a sorted file has them."""
    for each in sorted(set(needed), key=lambda need: need.line):
        text = _with(text, each, newline)
    return text


def after_imports(tree: ast.Module) -> ast.stmt | None:
    """The last statement of the file's head: docstring and imports; None without any."""
    last = None
    for node in tree.body:
        if _is_docstring(node, tree) or _only_imports(node):
            last = node
        elif not isinstance(node, ast.Pass):  # what a notebook's magic is to us
            break
    return last


def _only_imports(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Try, ast.If)):
        parts = [*node.body, *node.orelse, *(s for h in _handlers(node) for s in h.body)]
        imports = [part for part in parts if isinstance(part, (ast.Import, ast.ImportFrom))]
        return bool(imports) and all(_harmless(part) for part in parts)
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _harmless(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Pass, ast.Raise)) or _only_imports(node)


def _handlers(node: ast.Try | ast.If) -> Sequence[ast.ExceptHandler]:
    return node.handlers if isinstance(node, ast.Try) else ()


def _is_docstring(node: ast.stmt, tree: ast.Module) -> bool:
    return node is tree.body[0] and isinstance(getattr(node, "value", None), ast.Constant)


def _top(tree: ast.Module) -> Iterator[Import]:
    return (node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)))


def _with(text: str, need: Needed, newline: str) -> str:
    tree = ast.parse(text)
    lines = lines_of(text)
    head = [node for node in _top(tree) if node.lineno <= _head_end(tree)]
    same = next((node for node in head if _extends(node, need, lines)), None)
    if same is not None:
        return _extended(lines, same, need, newline)
    line, before, after = _spot(head, tree, need)
    blank_before = [newline] if before else []
    blank_after = [newline] if after else []
    if line and not lines[line - 1].endswith(("\n", "\r")):
        lines[line - 1] += newline
    lines[line:line] = [*blank_before, need.line + newline, *blank_after]
    return "".join(lines)


def _head_end(tree: ast.Module) -> int:
    last = after_imports(tree)
    return (last.end_lineno or 0) if last is not None else 0


def _extends(node: Import, need: Needed, lines: Sequence[str]) -> bool:
    """Whether a one-line `from module import ...` can take the name too."""
    if not (isinstance(node, ast.ImportFrom) and need.name and node.module == need.module):
        return False
    whole = lines[node.lineno - 1].rstrip()
    return node.level == 0 and node.end_lineno == node.lineno and whole[-1] not in ")#;"


def _extended(lines: list[str], node: Import, need: Needed, newline: str) -> str:
    new = ast.alias(need.name, need.alias or None)
    names = sorted((*node.names, new), key=lambda alias: alias.name)
    listed = ", ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in names)
    lines[node.lineno - 1] = f"from {need.module} import {listed}{newline}"
    return "".join(lines)


def _spot(head: Sequence[Import], tree: ast.Module, need: Needed) -> tuple[int, bool, bool]:
    """After which line, and whether a blank line is needed before and behind."""
    groups = list(_groups(head))
    for group in groups:
        if _rank(group[0]) == _section(need.module):
            return _among(group, need), False, False
    later = [group for group in groups if _rank(group[0]) > _section(need.module)]
    if later:
        return later[0][0].lineno - 1, False, True
    if groups:
        return groups[-1][-1].end_lineno or 0, True, False
    return _head_end(tree), bool(_head_end(tree)), len(tree.body) > 0


def _groups(head: Sequence[Import]) -> Iterator[list[Import]]:
    """Imports that follow each other without a blank line."""
    group: list[Import] = []
    for node in head:
        if group and node.lineno > (group[-1].end_lineno or 0) + 1:
            yield group
            group = []
        group.append(node)
    if group:
        yield group


def _among(group: Sequence[Import], need: Needed) -> int:
    """After which line of its group: plain imports first, each kind by name."""
    new = (bool(need.name), need.module.lower())
    line = group[0].lineno - 1
    for node in group:
        if _rank(node) < _section(need.module) or _order(node) < new:
            line = node.end_lineno or 0
    return line


def _order(node: Import) -> tuple[bool, str]:
    return isinstance(node, ast.ImportFrom), _module(node).lower()


def _module(node: Import) -> str:
    return (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name


def _rank(node: Import) -> int:
    relative = isinstance(node, ast.ImportFrom) and node.level > 0
    return 3 if relative else _section(_module(node))


def _section(module: str) -> int:
    """0 `__future__`, 1 the standard library, 2 other packages."""
    if module == "__future__":
        return 0
    return 1 if module.partition(".")[0] in sys.stdlib_module_names else 2
