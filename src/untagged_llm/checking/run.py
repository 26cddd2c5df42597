"""One run: what has been read and worked out so far."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.checking.configuration import Configuration
from untagged_llm.checking.gathering import Gathered, Gathering
from untagged_llm.checking.judging import contexts, findings, judge, position
from untagged_llm.checking.options import Options, Outcome
from untagged_llm.checking.texts import Texts
from untagged_llm.model import Report

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from untagged_llm.analysis.reading import Source
    from untagged_llm.model import FileSites, Finding, Judged, Unreadable
    from untagged_llm.suppress import Baseline, Silenced, Terms

    Silence: TypeAlias = Callable[[Iterable[Finding], Iterable[str], Terms], Silenced]


class Run:
    """One run: what has been read and worked out so far."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.texts = Texts()
        self.configuration = Configuration(options)
        self.gathering = Gathering(self.configuration, options)

    def given(self, path: str, data: bytes) -> Gathered:
        """The sites of a file in memory."""
        from untagged_llm.analysis.decode import SourceError
        from untagged_llm.analysis.reading import source_of

        try:
            return self._in_memory(path, source_of(path, data), None)
        except SourceError as error:
            return Gathered((), (error.at(path),), 1)

    def parsed(self, path: str, text: str, tree: ast.Module | None) -> Gathered:
        """The same for Python text, whose tree may be at hand already."""
        from untagged_llm.analysis.reading import Source

        return self._in_memory(path, Source(text), tree)

    def _in_memory(self, path: str, source: Source, tree: ast.Module | None) -> Gathered:
        self.texts.give(path, source)
        if not self.gathering.may_hold_sites(path, source.written.encode(errors="replace")):
            return Gathered((), (), 1)
        file = self.gathering.given(path, source, tree)
        return Gathered((file,), file.errors, 1)

    def listed(self, gathered: Gathered) -> Outcome:
        """The sites and their ownership, without findings."""
        judged = judge(gathered.files, self.configuration)
        report = Report(judged=judged, errors=gathered.errors, files=gathered.looked_at)
        return Outcome(report, self.texts)

    def checked(self, gathered: Gathered, first: str, silence: Silence | None = None) -> Outcome:
        """The sites and what is to be said of them.

        `first` is a path whose settings hold for the run. `silence` is `suppress.apply` or,
        under a host that handles noqa itself, `apply_beside_noqa`.
        """
        outcome = replace(
            self.listed(gathered), min_owned=self.configuration.settings(first).min_owned
        )
        if not gathered.files:
            return outcome
        from untagged_llm.suppress import apply

        return self._silenced(outcome, gathered.files, first, silence or apply)

    def after(self, gathered: Gathered, sources: Mapping[str, Source], first: str) -> Outcome:
        """What would be said of the files if `sources`, which parse, stood in place of theirs.

        Only the sites that they may change are worked out again.
        """
        fresh = Run(self.options)
        fresh.configuration = self.configuration
        texts = {path: source.text for path, source in sources.items()}
        fresh.gathering = self.gathering.after(gathered.files, texts)
        for path, source in sources.items():
            fresh.texts.give(path, source)
        files = fresh.gathering.again([file.path for file in gathered.files])
        errors = [error for error in gathered.errors if error.path not in sources]
        for path, source in sources.items():
            errors += [fault.at(path) for fault in source.faults]
        return fresh.checked(
            replace(gathered, files=files, errors=tuple(sorted(errors, key=_spot))), first
        )

    def _silenced(
        self, outcome: Outcome, seen: Sequence[FileSites], first: str, silence: Silence
    ) -> Outcome:
        from untagged_llm.checking.surroundings import Surroundings

        judged = outcome.report.judged
        paths = [file.path for file in seen]
        around = Surroundings(judged, paths, self._at, lambda known: self._project(first, known))
        shown = contexts(judged, self.configuration, around)
        found = findings(shown.values(), self.configuration)
        talking = [file.path for file in seen if not file.error and self._names_us(file.path)]
        left = silence(found, talking, self._terms(first))
        report = replace(
            outcome.report,
            findings=tuple(sorted((*left.kept, *left.extra), key=position)),
            suppressed=left.suppressed,
        )
        return replace(
            outcome, report=report, standing=left.standing, known=left.known, contexts=shown
        )

    def _names_us(self, path: str) -> bool:
        """Whether a file may hold a suppression of ours that has to be looked at.

        Files are full of noqa comments for others, and finding comments is slow.
        """
        text = (self.texts.text(path) or "").lower()
        return "untagged:" in text or "ulm" in text

    def _terms(self, first: str) -> Terms:
        from datetime import date

        from untagged_llm.suppress import Terms, changed_since

        base = self.options.diff_base
        return Terms(
            source=self.texts.text,
            settings=self.configuration.settings,
            active=self.configuration.codes,
            today=date.today(),
            baseline=self._baseline(first),
            changed=changed_since(base, Path.cwd()) if base else None,
        )

    def _baseline(self, first: str) -> Baseline:
        from untagged_llm.checking.baseline import read_baseline
        from untagged_llm.suppress import Baseline

        settings = self.configuration.settings(first)
        if not self.options.use_baseline:
            return Baseline()
        if self.options.baseline:
            return read_baseline(self.options.baseline)
        return read_baseline(settings.root / settings.baseline) if settings.baseline else Baseline()

    def _at(self, path: str) -> tuple[Judged, ...]:
        return judge([self.gathering.file(path)], self.configuration)

    def _project(self, path: str, known: Collection[str]) -> tuple[Judged, ...]:
        return judge(self.gathering.project(path, known), self.configuration)


def _spot(error: Unreadable) -> tuple[str, int, int]:
    return error.path, error.line, error.column
