"""What a rule is: facts about itself as data, and one function that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.model import Finding, Judged, Range, Related

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from untagged_llm.rules.context import Context


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule's function yields: a site, what is wrong with it and the mend, in one line.

    `range` is set when something narrower than the site is at fault, `missing` to the required
    keys that the rule misses.
    """

    judged: Judged
    message: str
    range: Range | None = None
    related: tuple[Related, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `default` says whether it is on without being selected.

    `problems` looks at one file's sites. `explanation` is the rule's page: the docstring of its
    module, filled in when the package is walked.
    """

    code: str
    name: str
    summary: str
    default: bool
    problems: Callable[[Context], Iterator[Problem]]
    fixable: bool = False
    explanation: str = ""

    def check(self, context: Context) -> Iterator[Finding]:
        """The findings of this rule in one file."""
        return (self._finding(problem) for problem in self.problems(context))

    def _finding(self, problem: Problem) -> Finding:
        site, ownership = problem.judged.site, problem.judged.ownership
        return Finding(
            path=site.path,
            range=problem.range or site.range,
            code=self.code,
            rule=self.name,
            message=problem.message,
            kind=site.kind,
            sdk=site.sdk,
            callable=site.callable,
            missing=problem.missing,
            status=ownership.status,
            model=site.model,
            owner=ownership.tags.get("team_id"),
            site_id=site.site_id,
            related=problem.related,
        )


def emitted_elsewhere(context: Context) -> Iterator[Problem]:
    """The function of a rule that is documented here and found while reading the file."""
    return iter(())
