"""Sites to findings: one file's sites through the policy and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.model import FileSites, Finding, Judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from untagged_llm.checking.configuration import Configuration
    from untagged_llm.checking.surroundings import Surroundings
    from untagged_llm.rules import Context


def judge(files: Iterable[FileSites], configuration: Configuration) -> tuple[Judged, ...]:
    """Every site, seen through the policy in force for its file."""
    return tuple(
        Judged(site, policy.judge(site))
        for file in files
        if file.sites
        for policy in (configuration.policy(file.path),)
        for site in file.sites
    )


def contexts(
    judged: Sequence[Judged], configuration: Configuration, surroundings: Surroundings
) -> dict[str, Context]:
    """What the rules are shown, by file."""
    return {
        path: _context(path, tuple(own), configuration, surroundings)
        for path, own in _by_file(judged).items()
    }


def findings(shown: Iterable[Context], configuration: Configuration) -> Iterator[Finding]:
    """What the rules say of the sites, file by file."""
    from untagged_llm.rules import run_rules

    for context in shown:
        yield from run_rules(context, configuration.codes(context.path))


def position(finding: Finding) -> tuple[str, int, int, str]:
    """Sort key: by file, then by place."""
    return finding.path, finding.range.line, finding.range.column, finding.code


def _context(
    path: str,
    judged: tuple[Judged, ...],
    configuration: Configuration,
    surroundings: Surroundings,
) -> Context:
    from untagged_llm.rules import Context

    return Context(
        path=path,
        judged=judged,
        policy=configuration.policy(path),
        settings=configuration.settings(path),
        catalog=configuration.catalog(path),
        calls_of=surroundings.calls_of,
        construct=surroundings.construct,
        project=surroundings.project,
    )


def _by_file(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    grouped: dict[str, list[Judged]] = {}
    for each in judged:
        grouped.setdefault(each.site.path, []).append(each)
    return grouped
