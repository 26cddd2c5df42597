"""`untagged-llm fix`: give LLM clients and calls the owner that the repository names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from untagged_llm.cli.fixing import add_fixing, request, say
from untagged_llm.cli.options import add_files, add_selection, run_options

if TYPE_CHECKING:
    import argparse

    from untagged_llm.checking import Options
    from untagged_llm.fix.interactive import Asking
    from untagged_llm.fix.plan import Plan
    from untagged_llm.fix.run import Result

REMAINING = 1
UNREADABLE = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_files(parser)
    add_selection(parser)
    add_fixing(parser)
    parser.add_argument("--diff", action="store_true", help="show what would change; write nothing")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 if something would change"
    )
    parser.add_argument(
        "--interactive", "-i", action="store_true", help="show each fix and ask; choose the owner"
    )
    parser.add_argument("--baseline", metavar="FILE", help="leave the findings in this file alone")
    parser.add_argument("--diff-base", metavar="REV", help="only lines changed since a revision")
    parser.add_argument("--exit-zero", action="store_true", help="what is left does not fail")


def run(args: argparse.Namespace) -> int:
    """Fix, say what was done, and tell by the exit code."""
    from untagged_llm.cli.sources import reads_stdin
    from untagged_llm.cli.writing import complain

    if reads_stdin(args):
        return _run_on_stdin(args)
    result = _fixed(args)
    if args.diff:
        _show_diff(result, args)
    complain(result.after)
    if not args.quiet:
        done = not (args.diff or args.check)
        say(result, args, sys.stderr if args.diff else sys.stdout, done=done)
    return _exit_code(result, args)


def _fixed(args: argparse.Namespace) -> Result:
    from dataclasses import replace

    from untagged_llm.cli.progress import Progress
    from untagged_llm.fix.run import fix_paths

    wanted = request(args, write=not (args.diff or args.check))
    if args.interactive:
        return fix_paths(args.paths, _options(args), replace(wanted, decide=_asking(wanted.plan)))
    with Progress(enabled=not args.quiet and sys.stderr.isatty()) as progress:
        return fix_paths(args.paths, replace(_options(args), progress=progress), wanted)


def _asking(plan: Plan) -> Asking:
    from rich.console import Console

    from untagged_llm.fix.interactive import Asking

    return Asking(plan, Console())


def _run_on_stdin(args: argparse.Namespace) -> int:
    """The fixed text, or the diff, on standard output; what was done on standard error."""
    from untagged_llm.cli.sources import stdin_name
    from untagged_llm.cli.writing import complain
    from untagged_llm.fix.run import fix_text

    data = sys.stdin.buffer.read()
    result = fix_text(stdin_name(args), data, _options(args), request(args, write=False))
    if args.diff:
        _show_diff(result, args)
    elif not args.check:
        sys.stdout.buffer.write(result.files[0].data if result.files else data)
    complain(result.after)
    if not args.quiet:
        say(result, args, sys.stderr, done=not (args.diff or args.check))
    return _exit_code(result, args)


def _options(args: argparse.Namespace) -> Options:
    from dataclasses import replace
    from pathlib import Path

    return replace(
        run_options(args),
        baseline=Path(args.baseline) if args.baseline else None,
        diff_base=args.diff_base,
    )


def _show_diff(result: Result, args: argparse.Namespace) -> None:
    from untagged_llm.cli.terminal import wants_color
    from untagged_llm.fix.diffs import diffs, painted

    color = wants_color(args.color, sys.stdout)
    lines = diffs(result.files)
    sys.stdout.writelines(painted(lines) if color else lines)
    sys.stdout.flush()


def _exit_code(result: Result, args: argparse.Namespace) -> int:
    """As for `check` on what is there now; of what would change, whether anything does."""
    if result.after.report.errors:
        return UNREADABLE
    if args.diff or args.check:
        return REMAINING if result.files else 0
    return REMAINING if result.after.report.findings and not args.exit_zero else 0
