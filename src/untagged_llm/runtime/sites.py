"""The checker's fingerprint of a call that was made, worked out from its source.

Asked for by the recorder, in its own thread: reading and parsing a file is nothing that a request
should wait for. A file is parsed once.
"""

from __future__ import annotations

import ast
import logging
import tokenize
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from untagged_llm.siteid import module_path, project_base, site_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.runtime.callsite import CallSite

log = logging.getLogger("untagged_llm")
_FILES = 64


class Called(NamedTuple):
    """A call in a module: where it stands, and the dotted name of what encloses it."""

    node: ast.Call
    scope: str
    scope_node: ast.AST

    @property
    def text(self) -> str:
        """The callee as written."""
        return ast.unparse(self.node.func)


def site_id_of(site: CallSite) -> str | None:
    """The fingerprint, None where the source is not at hand or does not show the call."""
    try:
        return _site_id(site)
    except Exception:
        log.debug("no site id for %s", site, exc_info=True)
        return None


def _site_id(site: CallSite) -> str | None:
    from untagged_llm.policy import settings_for

    calls = _calls_in(site.file)
    called = _called(site, calls)
    if called is None:
        return None
    text = called.text
    callable_ = _callable(site, text)
    module = module_path(site.file, project_base(str(settings_for(site.file).root)))
    if callable_ is None or module is None:
        return None
    here = (called.node.lineno, called.node.col_offset)
    twins = (each for each in calls if each.scope_node is called.scope_node)
    before = (each for each in twins if (each.node.lineno, each.node.col_offset) < here)
    ordinal = sum(1 for each in before if each.text == text)
    return site_id(module, called.scope, callable_, text, ordinal)


@lru_cache(maxsize=_FILES)
def _calls_in(file: str) -> tuple[Called, ...]:
    with tokenize.open(file) as source:
        tree = ast.parse(source.read(), file)
    return tuple(_calls(tree, "", tree))


def _calls(node: ast.AST, scope: str, scope_node: ast.AST) -> Iterator[Called]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _calls_of_scope(child, scope, scope_node)
            continue
        if isinstance(child, ast.Call):
            yield Called(child, scope, scope_node)
        yield from _calls(child, scope, scope_node)


def _calls_of_scope(child: ast.AST, scope: str, scope_node: ast.AST) -> Iterator[Called]:
    """Defaults, decorators and bases stand outside of what they belong to."""
    name = getattr(child, "name", "<lambda>")
    inner = f"{scope}.{name}" if scope else name
    body = getattr(child, "body", [])
    inside = {id(each) for each in (body if isinstance(body, list) else [body])}
    for part in ast.iter_child_nodes(child):
        place = (inner, child) if id(part) in inside else (scope, scope_node)
        if isinstance(part, ast.Call):
            yield Called(part, *place)
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _calls_of_scope(part, *place)
        else:
            yield from _calls(part, *place)


def _called(site: CallSite, calls: tuple[Called, ...]) -> Called | None:
    """The call that is running: by its exact position, else by its line and its callee's name."""
    position = _position(site)
    exact = [each for each in calls if position is not None and _span(each.node) == position]
    if exact:
        return exact[0]
    name = site.callee.co_name if site.callee is not None else ""
    near = [each for each in calls if _covers(each.node, site.line)]
    named = [each for each in near if each.text.rpartition(".")[2] == name]
    inside = [each for each in near if position is not None and _within(each.node, position)]
    return next(iter([*named, *inside, *near]), None) if len(near) == 1 or named or inside else None


def _position(site: CallSite) -> tuple[int, int, int, int] | None:
    """Lines and byte columns of the running instruction; unknown before Python 3.11."""
    positions = getattr(site.code, "co_positions", None)
    if positions is None or site.instruction < 0:
        return None
    found = list(positions())[site.instruction // 2]
    return None if None in found else (found[0], found[2], found[1], found[3])


def _span(node: ast.expr) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


def _within(node: ast.expr, position: tuple[int, int, int, int]) -> bool:
    line, column, end_line, end_column = _span(node)
    starts = (line, column) >= position[:2]
    return starts and (end_line, end_column) <= position[2:]


def _covers(node: ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _callable(site: CallSite, text: str) -> str | None:
    """The canonical callee: the client's class and the longest billable path that ends `text`."""
    from untagged_llm.sdks import registry

    if not site.client:
        return None
    known = registry()
    rows = known.clients_named(site.client)
    views = {view for row in rows for view in row.views}
    paths = sorted({path for row in rows for path in known.calls(row)}, key=len, reverse=True)
    plain = ".".join(part for part in text.split(".") if part not in views)
    path = next((each for each in paths if f".{plain}".endswith(f".{each}")), None)
    if path is None and site.callee is not None:
        path = _by_name(paths, site.callee.co_name)
    return None if path is None else f"{site.client}.{path}"


def _by_name(paths: list[str], name: str) -> str | None:
    """The one path that ends in a method's name (`create = client.responses.create`)."""
    found = [path for path in paths if path.rpartition(".")[2] == name]
    return found[0] if len(found) == 1 else None


def client_name(kind: type) -> str:
    """A client's class under the name that the checker gives it, "" for a stranger's."""
    from untagged_llm.sdks import registry

    known = registry()
    for each in kind.__mro__:
        row = known.client_named(f"{each.__module__}.{each.__qualname__}")
        if row is not None:
            own = (name for name in row.names if name.rpartition(".")[2] == each.__name__)
            return next(own, row.names[0])
    return ""
