"""One module constant for the tags that several sites share."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from untagged_llm.fix.displays import Display
from untagged_llm.fix.imports import after_imports
from untagged_llm.fix.offer import Fill, Give, Move
from untagged_llm.fix.source import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from untagged_llm.fix.displays import Page, Spelling
    from untagged_llm.fix.offer import Change, Pair
    from untagged_llm.fix.source import Source

    Pairs = tuple[Pair, ...]

ENOUGH = 3
"""Sites that must share the tags before a constant is worth its name."""


def given(change: Change) -> Give | None:
    """What a change gives to a carrier."""
    return change if isinstance(change, Give) else getattr(change, "give", None)


def shared(source: Source, changes: Iterable[Change]) -> Mapping[Pairs, str]:
    """Pairs to the constant's name: those that exist already, and those that are worth it."""
    counted = Counter(each.pairs for each in map(_constant, changes) if each is not None)
    found = {pairs: name for pairs in counted if (name := _existing(source, pairs))}
    taken = set(source.names)
    for pairs, count in counted.items():
        if pairs not in found and count >= ENOUGH:
            found[pairs] = _free(_stem(pairs), taken)
            taken.add(found[pairs])
    return found


def _constant(change: Change) -> Give | None:
    give = None if isinstance(change, Move) else given(change)
    fit = give is not None and give.form in ("mapping", "json")
    owns = fit and give is not None and all(isinstance(pair.value, str) for pair in give.pairs)
    return give if owns and not isinstance(change, Fill) else None


def _stem(pairs: Pairs) -> str:
    return "OWNER_HEADERS" if "-" in pairs[0].key else "OWNER_TAGS"


def _free(stem: str, taken: set[str]) -> str:
    names = (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _existing(source: Source, pairs: Pairs) -> str | None:
    """A module constant that holds just these pairs."""
    wanted = {pair.key: pair.value for pair in pairs}
    for node in source.tree.body:
        target, value = _assigned(node)
        if target is not None and isinstance(value, ast.Dict) and _literal(value) == wanted:
            return target.id
    return None


def _assigned(node: ast.stmt) -> tuple[ast.Name | None, ast.expr | None]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    else:
        return None, None
    return (target if isinstance(target, ast.Name) else None), node.value


def _literal(node: ast.Dict) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def with_constants(text: str, new: Mapping[Pairs, str], spelling: Spelling) -> str:
    """The text with the constants defined behind its imports."""
    if not new:
        return text
    page = spelling.page
    written = [_definition(name, pairs, spelling) for pairs, name in new.items()]
    last = after_imports(ast.parse(text))
    lines = lines_of(text)
    line = (last.end_lineno or 0) if last is not None else 0
    head, rest = "".join(lines[:line]), "".join(lines[line:])
    block = page.newline.join(written) + page.newline
    return f"{head}{_gap_before(head, page)}{block}{_gap_after(rest, page)}{rest}"


def _definition(name: str, pairs: Pairs, spelling: Spelling) -> str:
    display = Display("{", spelling.entries(pairs), "}")
    return f"{name} = {spelling.page.fitted(display, '', f'{name} = ', tail='')}"


def _gap_before(head: str, page: Page) -> str:
    if not head:
        return ""
    return page.newline if head.endswith(("\n", "\r")) else page.newline * 2


def _gap_after(rest: str, page: Page) -> str:
    """A blank line where none follows."""
    return "" if not rest or rest[:1] in "\r\n" else page.newline
