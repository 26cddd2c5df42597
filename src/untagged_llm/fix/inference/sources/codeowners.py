"""CODEOWNERS: the team of the line that decides on the file."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import Claim, claim_of
from untagged_llm.fix.inference.heard import Heard, attempted
from untagged_llm.policy.catalog.codeowners import CODEOWNERS_PLACES
from untagged_llm.policy.catalog.codeowners_rules import parsed
from untagged_llm.policy.errors import shown

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.fix.inference.place import File, Folder
    from untagged_llm.policy.catalog.codeowners_rules import CodeOwners, Rule


class CodeOwnersSource:
    """The one CODEOWNERS file of a repository; the hosts read the first that there is."""

    keys = frozenset({"team_id"})

    def __init__(self, root: Path) -> None:
        self._root = root
        self._near: dict[str, CodeOwners] = {}

    def heard(self, file: File) -> Heard:
        """A rule without owners says that the file has none on purpose."""
        owners, troubles = self._parsed
        if owners is None:
            return Heard(troubles=troubles)
        rules = self._within(owners, file.folder).deciding(file.path)
        claims = tuple(claim for rule in rules for claim in _claims(owners, rule))
        advice = () if claims else (("team_id", _advice(owners, rules, file)),)
        return Heard(claims, advice=advice)

    def _within(self, owners: CodeOwners, folder: Folder) -> CodeOwners:
        if folder.below not in self._near:
            self._near[folder.below] = owners.within(f"{folder.below}/".lstrip("/"))
        return self._near[folder.below]

    @cached_property
    def _parsed(self) -> tuple[CodeOwners | None, tuple[str, ...]]:
        files = (self._root / name for name in CODEOWNERS_PLACES)
        path = next((each for each in files if each.is_file()), None)
        return attempted(lambda: parsed(path), None) if path else (None, ())


def _claims(owners: CodeOwners, rule: Rule) -> tuple[Claim, ...]:
    if not rule.teams and not rule.people:
        return (Claim("team_id", None, _place(owners, rule), rule.depth),)
    return tuple(claim_of(team, rule.depth) for team in rule.teams)


def _place(owners: CodeOwners, rule: Rule) -> str:
    return f"{shown(owners.path)}:{rule.line}"


def _advice(owners: CodeOwners, rules: tuple[Rule, ...], file: File) -> str:
    if rules:
        people = ", ".join(rules[0].people)
        return f"{_place(owners, rules[0])} names only people ({people}): add a team there"
    folder = f"/{file.folder.below}/" if file.folder.below else f"/{file.path}"
    return f"no line of {shown(owners.path)} matches: add '{folder} @organisation/team' to it"
