"""Writing: the offers of one file made in its text, and nothing else changed."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.fix.arguments import Giving
from untagged_llm.fix.blocks import span_of, statement, surround
from untagged_llm.fix.constants import given, shared, with_constants
from untagged_llm.fix.definitions import definition
from untagged_llm.fix.displays import Display, Page, Spelling
from untagged_llm.fix.imports import Needed, spelled, wanted, with_imports
from untagged_llm.fix.layout import Written, place
from untagged_llm.fix.moving import move
from untagged_llm.fix.offer import AsJson, Edit, Fill, Give, Move, Respell, Surround, Tagged
from untagged_llm.fix.source import Draft, Impossible, Source
from untagged_llm.fix.width import line_length
from untagged_llm.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from untagged_llm.fix.constants import Pairs
    from untagged_llm.fix.offer import Offer

    _Job: TypeAlias = tuple[Edit, ast.expr | ast.stmt, Offer]


@dataclass(frozen=True, slots=True)
class Edited:
    """A file's new text, the offers that were made in it, and those dropped, with the reason."""

    text: str
    made: tuple[Offer, ...] = ()
    dropped: tuple[tuple[Offer, str], ...] = ()


def edit(path: str, text: str, offers: Sequence[Offer]) -> Edited:
    """The text of the file `path` with the offers made, as far as they are about that file.

    An offer that cannot be made is dropped whole and the others are made without it. Lines get
    as long as the project's formatter allows. Raises SyntaxError when the text does not parse.
    """
    source = Source(text, line_length(path))
    kept = [each for each in dict.fromkeys(offers) if _edits(each, path)]
    dropped: list[tuple[Offer, str]] = []
    while True:
        work = _Work(source, kept, path)
        refused = work.make()
        if not refused:
            return Edited(work.text if kept else text, tuple(kept), tuple(dropped))
        dropped += refused
        kept = [each for each in kept if each not in {offer for offer, _ in refused}]


def _edits(offer: Offer, path: str) -> list[Edit]:
    return [each for each in offer.edits if each.place.path == path]


class _Work:
    """One attempt at all offers of a file."""

    def __init__(self, source: Source, offers: Sequence[Offer], path: str) -> None:
        self._source, self._offers, self._path = source, offers, path
        self._page = Page(source.width, source.unit, source.newline, source.quote)
        self._draft = Draft(source)
        self._needed: list[Needed] = []
        self._spelling = Spelling(self._page)
        self._constants: Mapping[Pairs, str] = {}
        self._used: dict[Pairs, str] = {}
        self.text = source.text

    def make(self) -> list[tuple[Offer, str]]:
        """Make every edit; the offers that stood in the way, and why."""
        try:
            jobs, refused = self._jobs()
        except SyntaxError:
            return [(offer, "the file does not parse") for offer in self._offers]
        if refused:
            return refused
        self._prepare([each for each, _, _ in jobs])
        for each, node, offer in jobs:
            why = _refusal(self._apply, each, node)
            if why:
                return [(offer, why)]
        return self._finish()

    def _jobs(self) -> tuple[list[_Job], list[tuple[Offer, str]]]:
        """The edits with their nodes, from the end of the file to its start, inside out."""
        jobs: dict[Edit, _Job] = {}
        refused = []
        for offer in self._offers:
            for each in _edits(offer, self._path):
                node = self._node(each)
                if isinstance(node, str):
                    refused.append((offer, node))
                    continue
                each, node = self._at_definition(each, node)
                jobs.setdefault(each, (each, node, offer))
        return sorted(jobs.values(), key=lambda job: self._order(job[1])), refused

    def _node(self, each: Edit) -> ast.expr | ast.stmt | str:
        """What is edited, or why it cannot be."""
        try:
            node = self._source.at(each.place.range)
            if any(isinstance(around, ast.JoinedStr) for around in self._source.around(node)):
                return "it stands inside an f-string"
            return statement(self._source, node) if isinstance(each.change, Surround) else node
        except Impossible as why:
            return str(why)

    def _at_definition(
        self, each: Edit, node: ast.expr | ast.stmt
    ) -> tuple[Edit, ast.expr | ast.stmt]:
        """The edit of the value itself, where a variable holds the argument and nothing else."""
        if not isinstance(each.change, Give) or not isinstance(node, ast.expr):
            return each, node
        value = definition(self._source, node, each.change)
        if value is None:
            return each, node
        place = Place(self._path, self._source.range_of(value))
        return Edit(place, Fill(each.change)), value

    def _order(self, node: ast.expr | ast.stmt) -> tuple[int, int, int]:
        if isinstance(node, ast.stmt):
            start, end = span_of(self._source, node)
            return -start, 1, end
        start, end = self._source.span(node)
        return -start, 0, end

    def _prepare(self, edits: Sequence[Edit]) -> None:
        """Settle the names that the edits need."""
        changes = [each.change for each in edits]
        gives = [give for give in map(given, changes) if give is not None]
        as_json = any(isinstance(change, AsJson) for change in changes)
        json, os = "json", "os"
        if as_json or any(give.form == "json" for give in gives):
            json = self._name("json")
        pairs = [pair for each in (*gives, *changes) for pair in getattr(each, "pairs", ())]
        if any(pair.env for pair in pairs):
            os = self._name("os")
        self._spelling = Spelling(self._page, json, os)
        with_constant = {e for o in self._offers if o.constant for e in _edits(o, self._path)}
        self._constants = shared(self._source, [e.change for e in edits if e in with_constant])

    def _name(self, module: str, name: str = "") -> str:
        found, needed = wanted(self._source, module, name)
        if needed is not None and needed not in self._needed:
            self._needed.append(needed)
        return found

    def _apply(self, each: Edit, node: ast.expr | ast.stmt) -> None:
        change = each.change
        if isinstance(change, Surround) and isinstance(node, ast.stmt):
            name = self._name("untagged_llm", "owner")
            surround(self._draft, node, change.pairs, name, self._spelling)
        elif isinstance(node, ast.expr):
            self._apply_inside(change, node)

    def _apply_inside(self, change: object, node: ast.expr) -> None:
        if isinstance(change, Give):
            self._giving(change).to(node)
        elif isinstance(change, Fill):
            self._giving(change.give).into(node)
        elif isinstance(change, Move):
            move(self._draft, node, change, self._spelling)
        elif isinstance(change, Tagged):
            self._tag(node, change)
        elif isinstance(change, AsJson):
            self._dump(node)
        elif isinstance(change, Respell):
            self._respell(node, change)

    def _giving(self, give: Give) -> Giving:
        name = self._constants.get(give.pairs) if give.form in ("mapping", "json") else None
        if name is not None:
            self._used[give.pairs] = name
        return Giving(self._draft, self._spelling, give, name, self._makers(give))

    def _makers(self, give: Give) -> tuple[str, ...]:
        """What the file calls the classes that build the value, as far as it can have them."""
        found = []
        for dotted in give.made_by:
            name = spelled(self._source, dotted)
            if name is None and give.imported:
                module, _, last = dotted.rpartition(".")
                name = self._name(module, last)
            found.append(name or "")
        return tuple(found)

    def _tag(self, node: ast.expr, change: Tagged) -> None:
        text = self._draft.slice(self._source.span(node))
        if "\n" in text or not isinstance(node, ast.Call):
            items = self._spelling.keywords(change.pairs)
            inside = ", ".join(f"{lead}{code}" for lead, code in items)
            self._write(node, f"{self._name('untagged_llm', 'tag')}({text}, {inside})")
            return
        name = self._name("untagged_llm", "tag")
        items = (("", text), *self._spelling.keywords(change.pairs))
        place(self._draft, node, Written(Display(f"{name}(", items, ")")), self._page)

    def _dump(self, node: ast.expr) -> None:
        text = self._draft.slice(self._source.span(node))
        name = f"{self._spelling.json}.dumps"
        if "\n" in text:
            self._write(node, f"{name}({text})")
        else:
            code = Display(f"{name}(", (("", text),), ")")
            place(self._draft, node, Written(code), self._page)

    def _respell(self, node: ast.expr, change: Respell) -> None:
        text = self._draft.slice(self._source.span(node))
        if not isinstance(node, ast.Constant) or text.count(change.old) != 1:
            raise Impossible(f"{change.old!r} is not written there as a string")
        self._write(node, text.replace(change.old, change.new))

    def _write(self, node: ast.expr, text: str) -> None:
        self._draft.replace(self._source.span(node), text)

    def _finish(self) -> list[tuple[Offer, str]]:
        """Imports and constants; then the text has to parse."""
        existing = set(self._source.names)
        new = {pairs: name for pairs, name in self._used.items() if name not in existing}
        try:
            text = with_constants(self._draft.text, new, self._spelling)
            self.text = with_imports(text, self._needed, self._source.newline)
            ast.parse(self.text)
        except SyntaxError:
            return [(offer, "the result would not parse") for offer in self._offers[-1:]]
        return []


def _refusal(attempt: Callable[..., object], *arguments: object) -> str:
    """Why an attempt is impossible, "" when it was not."""
    try:
        attempt(*arguments)
    except Impossible as why:
        return str(why)
    return ""
