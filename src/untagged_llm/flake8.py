"""The flake8 plugin: the same findings as `untagged-llm check`, on the tree flake8 has parsed."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from untagged_llm import __version__

if TYPE_CHECKING:
    import argparse
    import ast
    from collections.abc import Iterator, Sequence

    from flake8.options.manager import OptionManager

    from untagged_llm.checking import Options, Run
    from untagged_llm.model import Finding, Report

PREFIX = "ULM"
Message = tuple[int, int, str, type[Any]]


class Plugin:
    """One instance per file; what was learnt of the project is shared within a process."""

    name = "untagged-llm"
    version = __version__
    options: ClassVar[Options | None] = None
    _run: ClassVar[Run | None] = None

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        self._tree = tree
        self._path = _relative(filename)
        self._lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Declare our options; each may stand in flake8's configuration file."""
        manager.add_option(
            "--ulm-config",
            metavar="FILE",
            parse_from_config=True,
            normalize_paths=True,
            help="use this untagged-llm configuration and no other",
        )
        for key, told in (
            ("select", "check these codes or prefixes instead of the configured ones"),
            ("ignore", "leave these out"),
            ("extend-select", "check these as well"),
        ):
            manager.add_option(
                f"--ulm-{key}",
                metavar="CODES",
                default=[],
                parse_from_config=True,
                comma_separated_list=True,
                help=f"{told} (untagged-llm's own settings)",
            )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take the options; flake8 calls this in every process."""
        cls._run = None
        cls.options = _options(options)

    def run(self) -> Iterator[Message]:
        """The findings of the file. What goes wrong with us is one message, not the end."""
        try:
            with _uncollected():
                findings = self._findings()
            yield from map(self._message, findings)
        except Exception as error:
            cause = " ".join(str(error).split()) or type(error).__name__
            yield 1, 0, f"ULM000 untagged-llm could not check this file: {cause}", type(self)

    def _findings(self) -> tuple[Finding, ...]:
        return self._report().findings

    def _report(self) -> Report:
        from untagged_llm.suppress import apply_beside_noqa

        run = self._shared_run()
        gathered = run.parsed(self._path, "".join(self._lines), self._tree)
        return run.checked(gathered, self._path, apply_beside_noqa).report

    @classmethod
    def _shared_run(cls) -> Run:
        from untagged_llm.checking import Options, Run

        if cls._run is None:
            cls._run = Run(cls.options or Options())
        return cls._run

    def _message(self, finding: Finding) -> Message:
        place = finding.range
        return place.line, place.column - 1, f"{finding.code} {finding.message}", type(self)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector off the trees that we keep: it would go over them again and
    again while flake8 checks the other files."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _options(given: argparse.Namespace) -> Options:
    """flake8's own --select and --extend-select turn on rules that are off by default."""
    from pathlib import Path

    from untagged_llm.checking import Options

    named = [*(given.select or ()), *(given.extend_select or ())]
    extend = [*given.ulm_extend_select, *(code for code in named if code.startswith(PREFIX))]
    chosen = {"select": given.ulm_select, "ignore": given.ulm_ignore, "extend_select": extend}
    return Options(
        config=Path(given.ulm_config) if given.ulm_config else None,
        overrides={key: tuple(codes) for key, codes in chosen.items() if codes},
    )


def _relative(filename: str) -> str:
    relative = os.path.relpath(filename)
    outside = relative.startswith(os.pardir + os.sep)
    return (filename if outside else relative).replace(os.sep, "/")
