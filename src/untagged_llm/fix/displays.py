"""New expressions as a formatter would write them: on one line, or one item a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from untagged_llm.fix.offer import Give, Pair


@dataclass(frozen=True, slots=True)
class Display:
    """Something in brackets: each item is a lead ("key=", "**") and what follows it."""

    open: str
    items: tuple[tuple[str, Code], ...]
    close: str
    comma: bool = False

    def flat(self) -> str:
        """All on one line."""
        inside = ", ".join(f"{lead}{flat(code)}" for lead, code in self.items)
        return f"{self.open}{inside}{',' if self.comma else ''}{self.close}"

    def broken(self, page: Page, indent: str) -> str:
        """One item a line, each with a comma; `indent` is that of the closing bracket."""
        deeper = indent + page.unit
        lines = [f"{deeper}{lead}{page.fitted(code, deeper, lead)}," for lead, code in self.items]
        return page.newline.join([self.open, *lines, f"{indent}{self.close}"])


TAB = 4
Code: TypeAlias = "str | Display"


@dataclass(frozen=True, slots=True)
class Page:
    """How the file is laid out."""

    width: int
    unit: str
    newline: str
    quote: str

    def fitted(self, code: Code, indent: str, lead: str = "", tail: str = ",") -> str:
        """`code` behind an indented lead: on that line if it fits."""
        line = flat(code)
        if isinstance(code, str) or self.fits(f"{indent}{lead}{line}{tail}"):
            return line
        return code.broken(self, indent)

    def fits(self, line: str) -> bool:
        """Whether a line is short enough; a tab counts as four."""
        return len(line.expandtabs(TAB)) <= self.width

    def text(self, value: str) -> str:
        """A string literal in the file's quotation marks."""
        written = repr(value)
        if written[0] == self.quote or self.quote in written or "\\'" in written:
            return written
        return f"{self.quote}{written[1:-1]}{self.quote}"


def flat(code: Code) -> str:
    """`code` on one line."""
    return code if isinstance(code, str) else code.flat()


@dataclass(frozen=True, slots=True)
class Spelling:
    """How pairs are written in one file: with which names, or as which constant."""

    page: Page
    json: str = "json"
    os: str = "os"

    def entries(self, pairs: tuple[Pair, ...]) -> tuple[tuple[str, Code], ...]:
        """The entries of a mapping."""
        return tuple((f"{self.page.text(pair.key)}: ", self.value(pair)) for pair in pairs)

    def keywords(self, pairs: tuple[Pair, ...]) -> tuple[tuple[str, Code], ...]:
        """The keyword arguments of a call."""
        return tuple((f"{pair.key}=", self.value(pair)) for pair in pairs)

    def value(self, pair: Pair) -> str:
        """One value, perhaps read from the environment."""
        if not isinstance(pair.value, str):
            return repr(pair.value)
        text = self.page.text(pair.value)
        if pair.env is None:
            return text
        return f"{self.os}.environ.get({self.page.text(pair.env)}, {text})"

    def whole(self, give: Give, constant: str | None) -> Code:
        """The value of a carrier that has none yet."""
        if give.form == "tuples":
            pairs = tuple(("", self._tuple(pair)) for pair in give.pairs)
            return Display("(", pairs, ")", comma=len(pairs) == 1)
        if give.form == "key-values":
            return Display("[", tuple(("", self._row(pair)) for pair in give.pairs), "]")
        if give.form == "lines":
            return self.page.text("\n".join(f"{pair.key}: {pair.value}" for pair in give.pairs))
        mapping: Code = constant or Display("{", self.entries(give.pairs), "}")
        if give.form == "json":
            return Display(f"{self.json}.dumps(", (("", mapping),), ")")
        return mapping

    def nested(self, code: Code, steps: tuple[str, ...], made_by: tuple[str, ...]) -> Code:
        """`code` inside the mappings, or the objects, that lead to it."""
        makers = (*made_by, *("" for _ in steps))
        for step, maker in reversed(list(zip(steps, makers, strict=False))):
            if maker:
                code = Display(f"{maker}(", ((f"{step}=", code),), ")")
            else:
                code = Display("{", ((f"{self.page.text(step)}: ", code),), "}")
        return code

    def spread(self, base: str, give: Give, constant: str | None) -> Display:
        """`{**base, ...}`: a mapping that is there already, and the new entries."""
        return Display("{", (("**", base), *self.added(give, constant)), "}")

    def added(self, give: Give, constant: str | None) -> tuple[tuple[str, Code], ...]:
        """The entries for a mapping that has some already."""
        return (("**", constant),) if constant else self.entries(give.pairs)

    def _tuple(self, pair: Pair) -> str:
        return f"({self.page.text(pair.key)}, {self.value(pair)})"

    def _row(self, pair: Pair) -> Display:
        key, value = self.page.text("key"), self.page.text("value")
        name = self.page.text(pair.key)
        return Display("{", ((f"{key}: ", name), (f"{value}: ", self.value(pair))), "}")
