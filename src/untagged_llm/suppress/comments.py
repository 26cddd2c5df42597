"""The comments of a Python file, found with the tokenizer: a string that looks like one is none."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAYOUT = (tokenize.ENCODING, tokenize.NL, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment and where it stands.

    `first_line` is the first of the physical lines that belong together with the comment's:
    they differ after a string or a backslash that spans lines. `alone` says that the line holds
    nothing else, `next_line` (0 at the end of the file) is the line after the block of lone
    comments it belongs to. `before_code` says that only comments and a docstring stand above.
    """

    line: int
    column: int
    text: str
    first_line: int
    alone: bool
    next_line: int
    before_code: bool

    @property
    def end_column(self) -> int:
        """The column after the comment's last character."""
        return self.column + len(self.text)


def comments(text: str) -> tuple[Comment, ...]:
    """The comments of `text`; none when it cannot be tokenized."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline=None).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return ()
    if any(_is_garbage(token) for token in tokens):
        return ()
    return tuple(_placed(tokens))


def _is_garbage(token: tokenize.TokenInfo) -> bool:
    """An unfinished string, for one: older tokenizers go on after it and see comments inside."""
    return token.type == tokenize.ERRORTOKEN and not token.string.isspace()


def _placed(tokens: list[tokenize.TokenInfo]) -> Iterator[Comment]:
    lone_lines = _lone_lines(tokens)
    group_start: int | None = None
    before_code = True
    for token in tokens:
        if group_start is None:
            group_start = token.start[0]
        if token.type == tokenize.COMMENT:
            yield _comment(token, group_start, lone_lines, before_code)
        elif token.type in (tokenize.NL, tokenize.NEWLINE):
            group_start = None
        elif token.type not in (*_LAYOUT, tokenize.STRING):
            before_code = False


def _lone_lines(tokens: list[tokenize.TokenInfo]) -> frozenset[int]:
    return frozenset(
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip()
    )


def _comment(
    token: tokenize.TokenInfo, first_line: int, lone_lines: frozenset[int], before_code: bool
) -> Comment:
    line, offset = token.start
    following = line + 1
    while following in lone_lines:
        following += 1
    return Comment(
        line=line,
        column=offset + 1,
        text=token.string,
        first_line=first_line,
        alone=line in lone_lines,
        next_line=following,
        before_code=before_code,
    )
