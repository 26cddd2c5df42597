"""Fixtures that carry their own expectations: `fixtures/<rule module>/{bad,good}*.py`.

    client = OpenAI()  #! ULM101: OpenAI() has no owner

says that the rule of that folder reports this line, and, after the colon, what its message
contains. A line without a mark is expected to be silent. An `untagged-llm.toml` beside the files
is their configuration. Only the folder's own rule runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.analysis import analyse_source
from untagged_llm.model import Judged
from untagged_llm.policy import Policy, settings_for
from untagged_llm.policy.catalog import load_catalog
from untagged_llm.rules import RULES, Context, run_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Finding

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
MARK = re.compile(r"#! (?P<code>ULM\d{3})(?:: (?P<part>.+?))?(?= #! |$)")


@dataclass(frozen=True, slots=True)
class Expected:
    """A mark: the line that is reported, the rule, and part of its message."""

    line: int
    code: str
    part: str = ""


def fixture_files() -> list[Path]:
    """Every bad and good file of every rule's folder."""
    return sorted(file for rule in RULES for file in folder_of(rule.code).glob("*.py"))


def folder_of(code: str) -> Path:
    """The fixtures of a rule; a folder that does not exist when there are none."""
    return next(FIXTURES.glob(f"{code.lower()}_*"), FIXTURES / code.lower())


def code_of(file: Path) -> str:
    """The rule that a fixture file is about."""
    return file.parent.name[: len("ulm101")].upper()


def expected(text: str) -> list[Expected]:
    """The marks of a fixture's text."""
    return [
        Expected(number, mark["code"], (mark["part"] or "").strip())
        for number, line in enumerate(text.splitlines(), 1)
        for mark in MARK.finditer(line)
    ]


def findings(file: Path, text: str, code: str) -> list[Finding]:
    """What one rule says of a text that stands in `file`."""
    return sorted(_findings(file, text, code), key=lambda found: found.range.line)


def _findings(file: Path, text: str, code: str) -> Iterator[Finding]:
    settings = settings_for(file)
    policy = Policy.from_settings(settings)
    seen = analyse_source(str(file), text, settings)
    assert seen.error is None, seen.error
    judged = tuple(Judged(site, policy.judge(site)) for site in seen.sites)
    by_id = {each.site.site_id: each for each in judged}
    context = Context(
        path=seen.path,
        judged=judged,
        policy=policy,
        settings=settings,
        catalog=load_catalog(settings),
        calls_of=lambda id: [each for each in judged if each.site.client_site_id == id],
        construct=by_id.get,
        project=judged,
    )
    return run_rules(context, {code})
