"""From what the rules found to what is shown: who silenced what, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from untagged_llm.model import Finding
from untagged_llm.suppress import per_file
from untagged_llm.suppress.baseline import Baseline
from untagged_llm.suppress.directives import COMPLAINT
from untagged_llm.suppress.source import Suppressions, complaints, reasonless, suppressions

if TYPE_CHECKING:
    from datetime import date

    from untagged_llm.policy.settings import Settings
    from untagged_llm.suppress.changed import Changed


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about silence.

    `source` gives a file's text (None: unreadable), `settings` its configuration, `active` the
    codes that were checked in it. `changed` is None when all lines count.
    """

    source: Callable[[str], str | None]
    settings: Callable[[str], Settings]
    active: Callable[[str], frozenset[str]]
    today: date
    baseline: Baseline = field(default_factory=Baseline)
    changed: Changed | None = None


@dataclass(frozen=True, slots=True)
class Silenced:
    """What is left.

    `kept`: the rules' findings that are to be shown. `suppressed`: how many are not, by what
    silenced them. `extra`: ULM001 findings about the suppressions themselves. `standing`: what
    neither comment nor setting silences, known or new: what --write-baseline writes. `known`:
    those of them that the baseline knows.
    """

    kept: tuple[Finding, ...]
    suppressed: Mapping[str, int]
    extra: tuple[Finding, ...]
    standing: tuple[Finding, ...]
    known: tuple[Finding, ...] = ()


def apply(findings: Iterable[Finding], files: Iterable[str], terms: Terms) -> Silenced:
    """Silence what comments, settings, the baseline and the diff silence.

    `files` are those whose suppressions are looked at; those of the findings always are.
    """
    return _apply(findings, files, terms, _silencer)


def apply_beside_noqa(findings: Iterable[Finding], files: Iterable[str], terms: Terms) -> Silenced:
    """The same under a host that handles noqa itself (flake8): noqa silences nothing here."""
    return _apply(findings, files, terms, _silencer_beside_noqa)


_Silencer = Callable[[Finding, Suppressions, Terms], str | None]


def _silencer(finding: Finding, written: Suppressions, terms: Terms) -> str | None:
    if written.is_noqa(finding):
        return "noqa"
    return _silencer_beside_noqa(finding, written, terms)


def _silencer_beside_noqa(finding: Finding, written: Suppressions, terms: Terms) -> str | None:
    if written.is_ignored(finding, terms.today):
        return "ignore"
    if per_file.is_ignored(finding, terms.settings(finding.path)):
        return "per-file-ignores"
    return None


def _apply(
    findings: Iterable[Finding], files: Iterable[str], terms: Terms, silencer: _Silencer
) -> Silenced:
    by_file: dict[str, list[Finding]] = {path: [] for path in files}
    for finding in findings:
        by_file.setdefault(finding.path, []).append(finding)
    counts: Counter[str] = Counter()
    standing: list[Finding] = []
    extra: list[Finding] = []
    for path, found in by_file.items():
        written = suppressions(terms.source(path))
        standing += _audible(found, written, terms, silencer, counts)
        said = _about_suppressions(path, written, found, terms)
        extra += _audible(said, written, terms, silencer, counts)
    new, known = terms.baseline.split(standing)
    counts["baseline"] += len(known)
    kept = tuple(_on_changed_lines(new, terms, counts))
    shown = tuple(_on_changed_lines(extra, terms, counts))
    suppressed = {by: number for by, number in counts.items() if number}
    return Silenced(kept, suppressed, shown, tuple(standing), tuple(known))


def _audible(
    findings: Iterable[Finding],
    written: Suppressions,
    terms: Terms,
    silencer: _Silencer,
    counts: Counter[str],
) -> Iterator[Finding]:
    for finding in findings:
        by = silencer(finding, written, terms)
        if by is None:
            yield finding
        else:
            counts[by] += 1


def _about_suppressions(
    path: str, written: Suppressions, findings: Sequence[Finding], terms: Terms
) -> Iterator[Finding]:
    active = terms.active(path)
    if COMPLAINT not in active:
        return
    yield from complaints(path, written, findings, active, terms.today)
    if terms.settings(path).require_reason:
        yield from reasonless(path, written)


def _on_changed_lines(
    findings: Iterable[Finding], terms: Terms, counts: Counter[str]
) -> Iterator[Finding]:
    for finding in findings:
        if terms.changed is None or terms.changed.touches(finding):
            yield finding
        else:
            counts["diff"] += 1
