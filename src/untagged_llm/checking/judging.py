"""Sites to findings: one file's sites through the policy and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.model import FileSites, Finding, Judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from untagged_llm.checking.configuration import Configuration
    from untagged_llm.checking.surroundings import Surroundings


def judge(files: Iterable[FileSites], configuration: Configuration) -> tuple[Judged, ...]:
    """Every site, seen through the policy in force for its file."""
    return tuple(
        Judged(site, policy.judge(site))
        for file in files
        if file.sites
        for policy in (configuration.policy(file.path),)
        for site in file.sites
    )


def findings(
    judged: Sequence[Judged], configuration: Configuration, surroundings: Surroundings
) -> Iterator[Finding]:
    """What the rules say of the sites, file by file."""
    for path, own in _by_file(judged).items():
        yield from _of_file(path, tuple(own), configuration, surroundings)


def position(finding: Finding) -> tuple[str, int, int, str]:
    """Sort key: by file, then by place."""
    return finding.path, finding.range.line, finding.range.column, finding.code


def _of_file(
    path: str,
    judged: tuple[Judged, ...],
    configuration: Configuration,
    surroundings: Surroundings,
) -> Iterator[Finding]:
    from untagged_llm.rules import Context, run_rules

    context = Context(
        path=path,
        judged=judged,
        policy=configuration.policy(path),
        settings=configuration.settings(path),
        catalog=configuration.catalog(path),
        calls_of=surroundings.calls_of,
        construct=surroundings.construct,
        project=surroundings.project,
    )
    return run_rules(context, configuration.codes(path))


def _by_file(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    grouped: dict[str, list[Judged]] = {}
    for each in judged:
        grouped.setdefault(each.site.path, []).append(each)
    return grouped
