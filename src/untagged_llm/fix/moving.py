"""Entries of a refused argument, moved to one that the provider takes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.fix.brackets import Opened
from untagged_llm.fix.displays import Display
from untagged_llm.fix.layout import Grown, Growth, Written, place
from untagged_llm.fix.source import Impossible

if TYPE_CHECKING:
    from untagged_llm.fix.displays import Code, Spelling
    from untagged_llm.fix.offer import Move
    from untagged_llm.fix.source import Draft

    Items = tuple[tuple[str, Code], ...]


def move(draft: Draft, node: ast.expr, change: Move, spelling: Spelling) -> None:
    """Write the entries under their new keys, and no longer where they were."""
    if not isinstance(node, ast.Call):
        raise Impossible("the arguments stand elsewhere")
    refused = _keyword(node, change.param)
    held = refused.value if refused is not None else None
    if refused is None or not isinstance(held, ast.Dict) or "#" in draft.slice(_span(draft, held)):
        raise Impossible(f"{change.param} is not written out in the call")
    entries = _entries(draft, held)
    moved: Items = tuple((f"{spelling.page.text(new)}: ", entries[old]) for old, new in change.keys)
    items = (*moved, *spelling.entries(change.give.pairs))
    target = _keyword(node, change.give.param)
    if target is None and len(entries) == len(moved):
        _rename(draft, refused, change, spelling, items)
        return
    _part(draft, node, refused, change, spelling, items)


def _rename(
    draft: Draft, refused: ast.keyword, change: Move, spelling: Spelling, items: Items
) -> None:
    """The argument becomes the other one where it stands."""
    start = _span(draft, refused)[0]
    draft.replace((start, start + len(change.param)), change.give.param)
    place(draft, refused.value, Written(_nested(change, spelling, items)), spelling.page)


def _part(
    draft: Draft,
    node: ast.Call,
    refused: ast.keyword,
    change: Move,
    spelling: Spelling,
    items: Items,
) -> None:
    """The two arguments stay two; what is left of the first may be nothing."""
    target = _keyword(node, change.give.param)
    if target is not None and not (isinstance(target.value, ast.Dict) and not change.give.inside):
        raise Impossible(f"{change.give.param} is built elsewhere")
    steps: list[tuple[ast.expr, Growth]] = [
        (refused.value, _left(draft, refused.value, change, spelling))
    ]
    if target is not None:
        opened = Opened(draft.slice(_span(draft, target.value)))
        steps.append((target.value, Grown(opened, items)))
    for value, growth in sorted(steps, key=lambda step: -_span(draft, step[0])[0]):
        place(draft, value, growth, spelling.page)
    _finish(draft, node, refused, change, spelling, () if target is not None else items)


def _finish(
    draft: Draft,
    node: ast.Call,
    refused: ast.keyword,
    change: Move,
    spelling: Spelling,
    items: Items,
) -> None:
    if len(change.keys) == len(_entries(draft, refused.value)):
        text = Opened(draft.slice(_span(draft, node))).without(change.param)
        draft.replace(_span(draft, node), text)
    if items:
        opened = Opened(draft.slice(_span(draft, node)))
        new = ((f"{change.give.param}=", _nested(change, spelling, items)),)
        place(draft, node, Grown(opened, new), spelling.page)


def _left(draft: Draft, held: ast.expr, change: Move, spelling: Spelling) -> Written:
    gone = {old for old, _ in change.keys}
    rest = [(key, text) for key, text in _entries(draft, held).items() if key not in gone]
    items = tuple((f"{spelling.page.text(key)}: ", text) for key, text in rest)
    return Written(Display("{", items, "}"))


def _nested(change: Move, spelling: Spelling, items: Items) -> Code:
    return spelling.nested(Display("{", items, "}"), change.give.inside, ())


def _keyword(node: ast.Call, name: str) -> ast.keyword | None:
    return next((keyword for keyword in node.keywords if keyword.arg == name), None)


def _entries(draft: Draft, held: ast.expr) -> dict[str, str]:
    assert isinstance(held, ast.Dict)
    found = {}
    for key, value in zip(held.keys, held.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise Impossible("some of its keys are only known at run time")
        found[key.value] = draft.source.text[slice(*_span(draft, value))]
    return found


def _span(draft: Draft, node: ast.expr | ast.keyword) -> tuple[int, int]:
    return draft.source.span(node)
