"""A carrier's value in a call: found as it is written, then given more."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.fix.brackets import Opened
from untagged_llm.fix.displays import Code, Display
from untagged_llm.fix.layout import Grown, Written, place
from untagged_llm.fix.source import Impossible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.fix.brackets import Items
    from untagged_llm.fix.displays import Spelling
    from untagged_llm.fix.offer import Give
    from untagged_llm.fix.source import Draft

FORWARDING = frozenset({"to_thread", "submit", "partial"})
"""Functions that hand their keywords on to the function that they are given."""


class Giving:
    """One `Give` at work in one file."""

    def __init__(
        self,
        draft: Draft,
        spelling: Spelling,
        give: Give,
        constant: str | None,
        made_by: tuple[str, ...],
    ) -> None:
        self._draft, self._spelling, self._give = draft, spelling, give
        self._constant, self._made_by = constant, made_by

    def to(self, node: ast.expr) -> None:
        """Give it to a call, or to what stands for one. Raises Impossible."""
        if isinstance(node, ast.Call):
            self._to_call(node)
            return
        parent = next(self._draft.source.around(node))
        if isinstance(parent, ast.keyword):
            self._to_factory(node)
        elif isinstance(parent, ast.Call) and _name(parent.func) in FORWARDING:
            self._to_call(parent)
        else:
            raise Impossible("the call is made by something that takes no arguments for it")

    def into(self, node: ast.expr) -> None:
        """Give it to the expression that is the carrier's value, or holds it."""
        self._fill(node, self._give.inside)

    def _to_call(self, call: ast.Call) -> None:
        given = next((k.value for k in call.keywords if k.arg == self._give.param), None)
        position = self._give.position
        if given is None and position is not None and position < len(call.args):
            given = call.args[position]
        if given is not None:
            self._fill(given, self._give.inside)
            return
        if any(isinstance(argument, ast.GeneratorExp) for argument in call.args):
            raise Impossible("its only argument is a generator without brackets")
        self._grow(call, ((f"{self._give.param}=", self._new(self._give.inside)),))

    def _to_factory(self, node: ast.expr) -> None:
        """`default_factory=OpenAI`: the class is called later, so a lambda calls it."""
        item = (f"{self._give.param}=", self._new(self._give.inside))
        name = self._draft.slice(self._draft.source.span(node))
        self._write(node, Display(f"lambda: {name}(", (item,), ")"))

    def _fill(self, node: ast.expr, steps: tuple[str, ...]) -> None:
        if isinstance(node, ast.Constant) and node.value is None:
            self._write(node, self._new(steps))
        elif steps:
            self._enter(node, steps)
        else:
            self._add(node)

    def _enter(self, node: ast.expr, steps: tuple[str, ...]) -> None:
        """One step further in: an entry of a mapping, a keyword of the object."""
        step = steps[0].removesuffix("[]")
        if steps[0] == "[]" and isinstance(node, ast.List):
            for element in reversed(node.elts):
                self._fill(element, steps[1:])
            return
        inner = next(_entries(node, step), None)
        if inner is None:
            self._open(node, steps)
        elif steps[0].endswith("[]"):
            self._fill(inner, ("[]", *steps[1:]))
        else:
            self._fill(inner, steps[1:])

    def _open(self, node: ast.expr, steps: tuple[str, ...]) -> None:
        """The step is not there yet."""
        code = self._new(steps[1:])
        if isinstance(node, ast.Dict):
            self._grow(node, ((f"{self._spelling.page.text(steps[0])}: ", code),))
        elif isinstance(node, ast.Call) and builds(node):
            self._grow(node, ((f"{steps[0]}=", code),))
        elif self._give.beside:
            base = self._draft.slice(self._draft.source.span(node))
            entry = (f"{self._spelling.page.text(steps[0])}: ", code)
            self._write(node, Display("{", (("**", base), entry), "}"))
        else:
            raise Impossible(f"{self._give.param} is built elsewhere")

    def _add(self, node: ast.expr) -> None:
        """The carrier has a value: it gets more."""
        form = self._give.form
        if form == "json":
            self._add_to_json(node)
        elif form == "mapping" and isinstance(node, ast.Dict):
            self._append(node)
        elif form == "mapping" and not isinstance(node, (ast.List, ast.Tuple, ast.Constant)):
            self._spread(node)
        else:
            raise Impossible(f"{self._give.param} has a value that no mapping can be added to")

    def _add_to_json(self, node: ast.expr) -> None:
        if isinstance(node, ast.Dict):
            self._dump(node)
            return
        if not (isinstance(node, ast.Call) and _name(node.func) == "dumps" and node.args):
            raise Impossible(f"{self._give.param} is JSON text that is made elsewhere")
        inner = node.args[0]
        if isinstance(inner, ast.Dict):
            self._append(inner)
        else:
            self._spread(inner)

    def _dump(self, node: ast.Dict) -> None:
        """A mapping that was to be JSON text: it becomes that, with the new entries."""
        opened = Opened(self._draft.slice(self._draft.source.span(node)))
        grown = Grown(opened, self._spelling.added(self._give, self._constant))
        text = grown.on_one_line() or grown.broken(self._spelling.page, "")
        self._write(node, Display(f"{self._spelling.json}.dumps(", (("", text),), ")"))

    def _append(self, node: ast.Dict) -> None:
        present = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        if present & {pair.key for pair in self._give.pairs}:
            raise Impossible("one of the keys is there already")
        if self._constant and not node.keys:
            self._write(node, self._constant)
        else:
            self._grow(node, self._spelling.added(self._give, self._constant))

    def _spread(self, node: ast.expr) -> None:
        """`{**x, ...}` around a mapping that is built elsewhere."""
        base = self._draft.slice(self._draft.source.span(node))
        is_name = isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
        if isinstance(node, ast.BoolOp) and _ends_in_none(node):
            first, last = node.values[0], node.values[-2]
            start, end = self._draft.source.span(first)[0], self._draft.source.span(last)[1]
            base = self._draft.slice((start, end))
        if self._give.may_be_none or not is_name:
            base = f"({base} or {{}})"
        self._write(node, self._spelling.spread(base, self._give, self._constant))

    def _new(self, steps: tuple[str, ...]) -> Code:
        """The value of an argument that is not there yet."""
        if any(step.endswith("[]") for step in steps):
            raise Impossible("the list that it belongs into is not written here")
        whole = self._spelling.whole(self._give, self._constant)
        makers = self._made_by[len(self._give.inside) - len(steps) :]
        return self._spelling.nested(whole, steps, makers)

    def _grow(self, node: ast.expr, items: Items) -> None:
        opened = Opened(self._draft.slice(self._draft.source.span(node)))
        place(self._draft, node, Grown(opened, items), self._spelling.page)

    def _write(self, node: ast.expr, code: Code) -> None:
        place(self._draft, node, Written(code), self._spelling.page)


def _entries(node: ast.expr, step: str) -> Iterator[ast.expr]:
    """What a mapping, or the call that builds an object, holds under a name."""
    spellings = (step, _camel(step))
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in spellings:
                yield value
    elif isinstance(node, ast.Call):
        yield from (keyword.value for keyword in node.keywords if keyword.arg in spellings)


def _ends_in_none(node: ast.BoolOp) -> bool:
    last = node.values[-1]
    return isinstance(node.op, ast.Or) and isinstance(last, ast.Constant) and last.value is None


def builds(node: ast.expr | None) -> bool:
    """Whether it is a call that builds an object from its keywords: a class, or `dict`."""
    name = _name(node.func) if isinstance(node, ast.Call) else ""
    return name == "dict" or name[:1].isupper()


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _name(func: ast.expr) -> str:
    """The last name of a callee, "" when it has none."""
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""
