"""The lines of a CODEOWNERS file: patterns with owners, and GitLab's section headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Dialect = Literal["github", "gitlab", "bitbucket"]

_WORD = re.compile(r'(?:\\.|@+"[^"]*"|\S)+')
_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d*\])?(?=\s|$)(?P<owners>.*)")
_TEAM = re.compile(r"@[\w.-]+/(?:[\w.-]+/)*(?P<name>[\w.-]+)(?::[\w-]+(?:\(\d*\))?)?")
_GROUP = re.compile(r'@@"?(?P<name>[^"@]+)"?')
_COMMENT = re.compile(r"(?<!\S)#.*")
_BITBUCKET_SETTINGS = ("@@@", "CODEOWNERS.", "Check(", "OverallCheck(")


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner as written, from `column` on. `team` is the name of a team, None for people."""

    text: str
    team: str | None
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A pattern and its owners; or a section's header, whose `pattern` is "".

    `excluded` marks GitLab's `!pattern`: what it matches has no owner in the section.
    """

    number: int
    pattern: str
    owners: tuple[Owner, ...]
    section: str = ""
    excluded: bool = False


def dialect_of(name: str, text: str) -> Dialect:
    """Whose rules hold: by the folder that the file stands in, else by its sections."""
    for dialect in ("github", "gitlab", "bitbucket"):
        if f".{dialect}/" in name:
            return dialect
    headers = (_SECTION.match(line.strip()) for line in text.splitlines())
    return "gitlab" if any(headers) else "github"


def lines(text: str, dialect: Dialect) -> Iterator[Line]:
    """The lines that mean something, in their order."""
    for number, raw in enumerate(text.splitlines(), 1):
        line = _COMMENT.sub("", raw)
        if line.strip() and not line.strip().startswith(_BITBUCKET_SETTINGS):
            found = _line(number, line, dialect)
            if found:
                yield found


def _line(number: int, line: str, dialect: Dialect) -> Line | None:
    header = _SECTION.match(line.strip()) if dialect == "gitlab" else None
    if header:
        owners = tuple(_owners(line, line.index("]") + 1))
        return Line(number, "", owners, section=header["name"].casefold())
    return _rule(number, line, dialect)


def _rule(number: int, line: str, dialect: Dialect) -> Line | None:
    """A pattern's line; None for one that its host skips as well."""
    first, *others = _WORD.finditer(line)
    excluded = first[0].startswith("!")
    owners = tuple(_owners(line, first.end()))
    malformed = bool(others) and not owners
    if malformed or (excluded and dialect != "gitlab"):
        return None
    return Line(number, first[0].removeprefix("!"), owners, excluded=excluded)


def _owners(line: str, start: int) -> Iterator[Owner]:
    for word in _WORD.finditer(line, start):
        if "@" in word[0]:
            team = _TEAM.fullmatch(word[0]) or _GROUP.fullmatch(word[0])
            at = team.start("name") if team else 0
            yield Owner(word[0], team["name"] if team else None, word.start() + at + 1)
