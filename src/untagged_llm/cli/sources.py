"""What a command looks at: paths on the disk, or one file on standard input."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from untagged_llm.checking import Options, Outcome

    OnPaths: TypeAlias = Callable[[Sequence[str], Options], Outcome]
    OnText: TypeAlias = Callable[[str, bytes, Options], Outcome]

STDIN = "-"


def run_on(args: argparse.Namespace, options: Options, paths: OnPaths, text: OnText) -> Outcome:
    """Call `paths` or `text` with what the command line names."""
    if reads_stdin(args):
        return text(stdin_name(args), sys.stdin.buffer.read(), options)
    from untagged_llm.cli.progress import Progress

    with Progress(enabled=not args.quiet and sys.stderr.isatty()) as progress:
        outcome = paths(args.paths, replace(options, progress=progress))
    if not outcome.report.files and not outcome.report.errors:
        print(_nothing_below(args.paths), file=sys.stderr)
    return outcome


def _nothing_below(paths: Sequence[str]) -> str:
    where = ", ".join(paths) or "the working directory"
    return (
        f"untagged-llm: no Python files or notebooks found under {where}; "
        "ignored and excluded ones are looked at when they are named"
    )


def reads_stdin(args: argparse.Namespace) -> bool:
    """Whether standard input is what is to be checked."""
    if STDIN in args.paths and len(args.paths) > 1:
        raise UsageError("'-' stands alone: standard input is checked by itself")
    return args.paths == [STDIN] or (args.stdin_filename is not None and not args.paths)


def stdin_name(args: argparse.Namespace) -> str:
    """The name under which standard input is checked; settings are looked up beside it."""
    return args.stdin_filename or "stdin.py"
