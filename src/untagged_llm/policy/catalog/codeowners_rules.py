"""What a CODEOWNERS file says of one path: the last matching line of every section."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.codeowners_lines import dialect_of, lines
from untagged_llm.policy.catalog.codeowners_patterns import depth, github, gitlab, start
from untagged_llm.policy.catalog.entries import Entry, place_of
from untagged_llm.policy.errors import ConfigError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from untagged_llm.policy.catalog.codeowners_lines import Dialect, Line, Owner


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and the teams and people it names; both empty: unowned on purpose.

    `depth` is how far down the folder stands that the pattern names; `start` is how every path
    begins that it matches.
    """

    line: int
    teams: tuple[Entry, ...]
    people: tuple[str, ...]
    excluded: bool
    depth: int
    start: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """A parsed file: the rules of each section, the last first, and every team it names."""

    path: Path
    sections: tuple[tuple[Rule, ...], ...]
    teams: tuple[Entry, ...]

    def deciding(self, path: str) -> tuple[Rule, ...]:
        """The rules that decide on `path`, relative to the repository's root: the last that
        matches, one for each of GitLab's sections. None at all: the file says nothing of it."""
        found = (_last(rules, path) for rules in self.sections)
        return tuple(rule for rule in found if rule)

    def within(self, folder: str) -> CodeOwners:
        """The same without the rules that match nothing in `folder` ("src/search/")."""
        apt = (
            tuple(r for r in rules if folder.startswith(r.start) or r.start.startswith(folder))
            for rules in self.sections
        )
        return replace(self, sections=tuple(apt))


def parsed(path: Path) -> CodeOwners:
    """The file at `path`. Raises ConfigError when it cannot be read as text."""
    text = _text(path)
    dialect = dialect_of(path.as_posix(), text)
    found = tuple(lines(text, dialect))
    teams = tuple(team for line in found for team in _teams(path, line.number, line.owners))
    return CodeOwners(path, tuple(_sections(path, dialect, found)), teams)


def _sections(path: Path, dialect: Dialect, found: Iterable[Line]) -> Iterator[tuple[Rule, ...]]:
    """A header's owners stand in for those of the lines below it that name none."""
    sections: dict[str, dict[str, Rule]] = {}
    name, default = "", ()  # type: tuple[str, tuple[Owner, ...]]
    for line in found:
        if not line.pattern:
            name, default = line.section, line.owners
            continue
        rules = sections.setdefault(name, {})
        if dialect != "gitlab":  # where a repeated pattern keeps its first place
            rules.pop(line.pattern, None)
        rules[line.pattern] = _rule(path, dialect, line, line.owners or default)
    return (tuple(reversed(rules.values())) for rules in sections.values())


def _rule(path: Path, dialect: Dialect, line: Line, owners: tuple[Owner, ...]) -> Rule:
    compiled = gitlab if dialect == "gitlab" else github
    return Rule(
        line=line.number,
        teams=tuple(_teams(path, line.number, owners)),
        people=tuple(owner.text for owner in owners if not owner.team),
        excluded=line.excluded,
        depth=depth(line.pattern),
        start=start(line.pattern, dialect),
        pattern=compiled(line.pattern),
    )


def _teams(path: Path, line: int, owners: Iterable[Owner]) -> Iterator[Entry]:
    for owner in owners:
        if owner.team:
            place = place_of(path, line, owner.column, len(owner.team))
            yield Entry("team_id", owner.team, place)


def _last(rules: tuple[Rule, ...], path: str) -> Rule | None:
    """What a section excludes stays without an owner there, wherever the line stands."""
    first: Rule | None = None
    for rule in rules:
        if (first is None or rule.excluded) and rule.pattern.fullmatch(path):
            if rule.excluded:
                return None
            first = rule
    return first


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, "", f"cannot be read as text ({type(error).__name__})") from None
