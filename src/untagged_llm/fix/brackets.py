"""One item more in a call or a dict display, its commas and comments kept: libcst's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import libcst as cst

from untagged_llm.fix.displays import flat
from untagged_llm.fix.source import Impossible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from untagged_llm.fix.displays import Code, Page

    Element: TypeAlias = cst.Arg | cst.BaseDictElement
    Bracket: TypeAlias = cst.Call | cst.Dict
    Items: TypeAlias = Sequence[tuple[str, Code]]

_NOTHING = cst.SimpleWhitespace("")
_SPACE = cst.SimpleWhitespace(" ")


class Opened:
    """A call or a dict display, taken apart. Raises Impossible when the code is neither."""

    def __init__(self, code: str) -> None:
        try:
            node = cst.parse_expression(f"({code})")
        except cst.ParserSyntaxError as error:
            raise Impossible("it stands where no argument can be added") from error
        if not isinstance(node, (cst.Call, cst.Dict)) or len(node.lpar) != 1:
            raise Impossible("it stands where no argument can be added")
        self.code = code
        self.node: Bracket = node.with_changes(lpar=[], rpar=[])
        self._file = cst.Module([], default_newline="\r\n" if "\r\n" in code else "\n")

    @property
    def elements(self) -> Sequence[Element]:
        """Arguments or entries."""
        return self.node.args if isinstance(self.node, cst.Call) else self.node.elements

    @property
    def is_flat(self) -> bool:
        """Whether all of it is on one line."""
        return "\n" not in self.code and "\r" not in self.code

    def _code(self, node: cst.CSTNode) -> str:
        return self._file.code_for_node(node)

    def _bare(self, element: Element) -> str:
        without: Element = element.with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return self._code(without).strip()

    def beside(self, items: Items) -> str:
        """With the new items on the line of the last one."""
        if self.elements and "#" in self._code(self._closing):
            raise Impossible("a comment stands where the argument would go")
        text = self.code
        for lead, code in items:
            item = _item(self.node, lead, flat(code))
            text = self._again(text)._with(item, _SPACE, trailing=False)
        return text

    def below(self, items: Items, page: Page) -> str:
        """With each new item on a line of its own, like the others."""
        text = self.code
        for lead, code in items:
            text = self._again(text)._below(lead, code, page)
        return text

    def _again(self, text: str) -> Opened:
        return self if text is self.code else Opened(text)

    def apart(self, items: Items, page: Page, indent: str) -> str:
        """All of it anew, one item a line; only for what is flat or gathered."""
        deeper = indent + page.unit
        old = [self._bare(element) for element in self.elements]
        new = [f"{lead}{page.fitted(code, deeper, lead)}" for lead, code in items]
        written = [*old[: self._index], *new, *old[self._index :]]
        lines = [f"{deeper}{item}," for item in written]
        return page.newline.join([self._head, *lines, f"{indent}{self._close}"])

    def without(self, keyword: str) -> str:
        """The call without one of its keyword arguments."""
        call = cast(cst.Call, self.node)
        kept = [a for a in call.args if a.keyword is None or a.keyword.value != keyword]
        if kept and kept[-1] is not call.args[-1]:
            last = call.args[-1]
            kept[-1] = kept[-1].with_changes(
                comma=last.comma, whitespace_after_arg=last.whitespace_after_arg
            )
        return self._code(call.with_changes(args=kept))

    def _below(self, lead: str, code: Code, page: Page) -> str:
        if not self.elements:
            return self._alone(lead, code, page)
        gap = self._line_gap or self._before_closing(page)
        if gap is None:
            return self.beside(((lead, code),))
        item = _item(self.node, lead, page.fitted(code, gap.last_line.value, lead))
        return self._with(item, _end(gap))

    @property
    def is_gathered(self) -> bool:
        """Whether several items share a line between lines with the brackets."""
        if len(self.elements) < 2:
            return False
        parts = (self._opening, *map(_after, self.elements[:-1]), self._closing)
        return (
            _breaks(self._opening)
            and not any(_breaks(part) for part in parts[1:-1])
            and not any("#" in self._code(part) for part in parts)
            and not any("\n" in self._bare(element) for element in self.elements)
        )

    @property
    def closing_indent(self) -> str:
        """The white space before the closing bracket, when that stands on its own line."""
        closing = self._closing if self.elements else self._opening
        return closing.last_line.value if isinstance(closing, cst.ParenthesizedWhitespace) else ""

    @property
    def _line_gap(self) -> cst.ParenthesizedWhitespace | None:
        """A line break that separates items here."""
        gaps = (self._opening, *map(_after, self.elements[:-1]))
        return next((gap for gap in gaps if isinstance(gap, cst.ParenthesizedWhitespace)), None)

    def _before_closing(self, page: Page) -> cst.ParenthesizedWhitespace | None:
        """The line break before the closing bracket, one step further in."""
        closing = self._closing
        if not isinstance(closing, cst.ParenthesizedWhitespace):
            return None
        indent = cst.SimpleWhitespace(closing.last_line.value + page.unit)
        return closing.with_changes(last_line=indent)

    @property
    def _opening(self) -> cst.BaseParenthesizableWhitespace:
        if isinstance(self.node, cst.Call):
            return self.node.whitespace_before_args
        return self.node.lbrace.whitespace_after

    @property
    def _head(self) -> str:
        if isinstance(self.node, cst.Dict):
            return "{"
        between = self._code(self.node.whitespace_after_func)
        return f"{self._code(self.node.func)}{between}("

    @property
    def _close(self) -> str:
        return ")" if isinstance(self.node, cst.Call) else "}"

    @property
    def _index(self) -> int:
        """Where a new item goes: at the end, but before `**` arguments."""
        if isinstance(self.node, cst.Dict):
            return len(self.node.elements)
        stars = (n for n, argument in enumerate(self.node.args) if argument.star == "**")
        return next(stars, len(self.node.args))

    def _alone(self, lead: str, code: Code, page: Page) -> str:
        """The first item of brackets that hold nothing but line breaks and comments."""
        inside = self._code(self._opening)
        kept, _, indent = inside.rpartition(page.newline)
        deeper = indent + page.unit
        item = f"{deeper}{lead}{page.fitted(code, deeper, lead)},"
        return page.newline.join([f"{self._head}{kept}", item, f"{indent}{self._close}"])

    def _with(
        self, item: Element, gap: cst.BaseParenthesizableWhitespace, trailing: bool = True
    ) -> str:
        elements, index = list(self.elements), self._index
        if not elements:
            return self._code(_refilled(self.node, [item]))
        if index < len(elements):
            if len(elements) == 1 and _breaks(gap) and not _has_comma(elements[-1]):
                elements[-1] = _followed(elements[-1], self._closing)
            elements.insert(index, item.with_changes(comma=cst.Comma(whitespace_after=gap)))
            return self._code(_refilled(self.node, elements))
        last = elements[-1]
        closing = self._closing
        elements[-1] = _followed(last, _until(closing, gap))
        ends_with_comma = _has_comma(last) or (trailing and len(elements) == 1)
        elements.append(_closed(item, closing, ends_with_comma))
        return self._code(self._ended(_refilled(self.node, elements), closing, ends_with_comma))

    def _ended(
        self, node: Bracket, closing: cst.BaseParenthesizableWhitespace, comma: bool
    ) -> Bracket:
        """A dict display keeps the white space before its bracket at the bracket."""
        if isinstance(node, cst.Call):
            return node
        last = node.elements[-1]
        if comma:
            last = last.with_changes(comma=cst.Comma())
        brace = cst.RightCurlyBrace(whitespace_before=_end(closing))
        return node.with_changes(elements=[*node.elements[:-1], last], rbrace=brace)

    @property
    def _closing(self) -> cst.BaseParenthesizableWhitespace:
        """What stands between the last item (and its comma) and the closing bracket."""
        if isinstance(self.node, cst.Dict):
            return self.node.rbrace.whitespace_before
        last = self.node.args[-1]
        return _after(last) if _has_comma(last) else last.whitespace_after_arg


def _breaks(whitespace: cst.BaseParenthesizableWhitespace) -> bool:
    return isinstance(whitespace, cst.ParenthesizedWhitespace)


def _has_comma(element: Element) -> bool:
    return isinstance(element.comma, cst.Comma)


def _after(element: Element) -> cst.BaseParenthesizableWhitespace:
    comma = element.comma
    return comma.whitespace_after if isinstance(comma, cst.Comma) else _NOTHING


def _item(node: Bracket, lead: str, code: str) -> Element:
    try:
        return _parsed(node, lead, code)
    except cst.ParserSyntaxError as error:
        raise Impossible("it stands where nothing of the kind can be added") from error


def _parsed(node: Bracket, lead: str, code: str) -> Element:
    if isinstance(node, cst.Call):
        return cast(cst.Call, cst.parse_expression(f"f({lead}{code})")).args[0]
    return cast(cst.Dict, cst.parse_expression(f"{{{lead}{code}}}")).elements[0]


def _refilled(node: Bracket, elements: list[Element]) -> Bracket:
    if isinstance(node, cst.Call):
        return node.with_changes(args=elements)
    return node.with_changes(elements=elements)


def _line(whitespace: cst.ParenthesizedWhitespace) -> cst.TrailingWhitespace:
    """The line break of `whitespace`, without its comment."""
    return cst.TrailingWhitespace(newline=whitespace.first_line.newline)


def _until(
    closing: cst.BaseParenthesizableWhitespace, gap: cst.BaseParenthesizableWhitespace
) -> cst.BaseParenthesizableWhitespace:
    """The gap before the new item, with the comments that followed the last one."""
    if isinstance(closing, cst.ParenthesizedWhitespace) and _breaks(gap):
        return closing.with_changes(last_line=cast(cst.ParenthesizedWhitespace, gap).last_line)
    return gap


def _end(closing: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    """What stood before the closing bracket, without the comments."""
    if not isinstance(closing, cst.ParenthesizedWhitespace):
        return closing
    return closing.with_changes(first_line=_line(closing), empty_lines=[])


def _followed(element: Element, gap: cst.BaseParenthesizableWhitespace) -> Element:
    comma = element.comma if isinstance(element.comma, cst.Comma) else cst.Comma()
    changed: Element = element.with_changes(comma=comma.with_changes(whitespace_after=gap))
    return changed.with_changes(whitespace_after_arg=_NOTHING) if _is_arg(element) else changed


def _closed(item: Element, closing: cst.BaseParenthesizableWhitespace, comma: bool) -> Element:
    end = _end(closing)
    if comma:
        bare = item.with_changes(whitespace_after_arg=_NOTHING) if _is_arg(item) else item
        return bare.with_changes(comma=cst.Comma(whitespace_after=end))
    return item.with_changes(whitespace_after_arg=end) if _is_arg(item) else item


def _is_arg(element: Element) -> bool:
    return isinstance(element, cst.Arg)
