"""Showing a report: one format on standard output, others into files, statistics after them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from untagged_llm.cli.mistakes import UsageError
from untagged_llm.cli.rulebook import Rulebook
from untagged_llm.cli.terminal import PLAIN_WIDTH, wants_color, wants_links, width_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from untagged_llm.checking import Outcome
    from untagged_llm.reporters import RenderOptions
    from untagged_llm.reporters.registry import Kind


def write(outcome: Outcome, args: argparse.Namespace, kind: Kind) -> None:
    """Render to standard output and to every --output file."""
    from untagged_llm.reporters import render

    for name, target in targets(args):
        options = _options(outcome, color=False, links=False, width=PLAIN_WIDTH)
        save(target, render(kind, name, outcome.report, options=options))
    options = replace(_options_for(sys.stdout, args.color, outcome), closing=not args.quiet)
    for chunk in render(kind, args.format, outcome.report, options=options):
        sys.stdout.write(chunk)


def write_statistics(outcome: Outcome, stream: TextIO) -> None:
    """The tables of --statistics: by code, by SDK, by team."""
    from untagged_llm.reporters.statistics import By, statistics

    tables: tuple[By, ...] = ("code", "sdk", "team")
    for by in tables:
        lines = list(statistics(outcome.report, by))
        if lines:
            print("", *lines, sep="\n", file=stream)


def check_formats(args: argparse.Namespace, kind: Kind) -> None:
    """Refuse unknown formats before the work, not after it."""
    from untagged_llm.reporters import reporter

    for name in (args.format, *(name for name, _ in targets(args))):
        reporter(kind, name)


def targets(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The (format, file) pairs of --output."""
    for given in args.output:
        name, equals, target = given.partition("=")
        if not equals or not name or not target:
            raise UsageError(f"--output takes FORMAT=FILE, such as sarif=out.sarif, not '{given}'")
        yield name, target


def save(target: str, chunks: Iterable[str]) -> None:
    """Write a file. Raises UsageError when it cannot be written."""
    try:
        with Path(target).open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(chunks)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from error


def _options_for(stream: TextIO, mode: str, outcome: Outcome) -> RenderOptions:
    color = wants_color(mode, stream)
    return _options(outcome, color=color, links=wants_links(color, stream), width=width_of(stream))


def _options(outcome: Outcome, *, color: bool, links: bool, width: int) -> RenderOptions:
    from untagged_llm import __version__
    from untagged_llm.reporters import RenderOptions

    return RenderOptions(
        color=color,
        links=links,
        width=width,
        source=outcome.texts.lines,
        locate=outcome.texts.locate,
        version=__version__,
        rules=Rulebook(),
    )


def complain(outcome: Outcome) -> None:
    """Files that could not be read, one sentence each, on standard error."""
    for error in outcome.report.errors:
        place = outcome.texts.place(error.path, error.line, error.column)
        print(f"untagged-llm: {place}: {error.message}", file=sys.stderr)
