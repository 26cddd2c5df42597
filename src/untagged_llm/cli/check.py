"""`untagged-llm check`: report LLM clients and calls that nobody owns."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from untagged_llm.cli.fixing import add_fixing, request
from untagged_llm.cli.mistakes import UsageError
from untagged_llm.cli.options import add_files, add_output, add_selection, run_options
from untagged_llm.cli.quick import is_clean
from untagged_llm.cli.threshold import is_below, share

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from untagged_llm.checking import Options, Outcome
    from untagged_llm.model import Finding

FINDINGS = 1
UNREADABLE = 3
FOR_READERS = ("text", "concise")
FORMATS = "text, concise, json, jsonl, sarif, github, gitlab, junit, rdjson or markdown"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_files(parser)
    add_selection(parser)
    add_output(parser, FORMATS, default="text")
    parser.add_argument("--fix", action="store_true", help="first mend what `fix` can mend")
    add_fixing(parser)
    parser.add_argument("--statistics", action="store_true", help="count by code, SDK and team")
    parser.add_argument(
        "--show-prices", action="store_true", help="list the price of every site's model"
    )
    parser.add_argument("--baseline", metavar="FILE", help="findings in this file do not fail")
    parser.add_argument(
        "--write-baseline",
        metavar="FILE",
        help="write the present findings to a baseline; with --baseline only those it knows",
    )
    parser.add_argument(
        "--min-owned", type=share, metavar="80%", help="fail when a smaller share has an owner"
    )
    parser.add_argument("--diff-base", metavar="REV", help="only lines changed since a revision")
    parser.add_argument("--exit-zero", action="store_true", help="findings do not fail")
    parser.add_argument("--show-files", action="store_true", help="list the files and stop")


def run(args: argparse.Namespace) -> int:
    """Check, show, and tell by the exit code."""
    if args.show_files:
        return _show_files(args)
    if is_clean(args):
        return _say_clean(args)
    from untagged_llm.checking import check, check_text
    from untagged_llm.cli.sources import run_on
    from untagged_llm.cli.writing import check_formats, write, write_statistics

    check_formats(args, "findings")
    outcome = _fixed(args) if args.fix else run_on(args, _options(args), check, check_text)
    if args.write_baseline:
        # Beside --baseline the new one is the old one without what was mended.
        worth_keeping = outcome.known if args.baseline else outcome.standing
        return _write_baseline(args.write_baseline, worth_keeping, outcome)
    outcome = _marked(outcome, args)
    write(outcome, args, "findings")
    if args.statistics:
        write_statistics(outcome, sys.stdout if args.format in FOR_READERS else sys.stderr)
    if args.show_prices:
        from untagged_llm.cli.site_prices import write_prices

        readers = args.format in FOR_READERS
        write_prices(outcome.report.judged, sys.stdout if readers else sys.stderr)
    return _exit_code(outcome, args)


def _say_clean(args: argparse.Namespace) -> int:
    """What the text reporter says when there is nothing, without loading it."""
    if not args.quiet:
        count = len(set(args.paths))
        files = f"{count} file" if count == 1 else f"{count} files"
        print(f"No findings in {files}.\nNo LLM call sites in {files}.")
    return 0


def _fixed(args: argparse.Namespace) -> Outcome:
    """Fix what can be fixed; what is left is what there is to show."""
    from untagged_llm.cli.fixing import say_fixed
    from untagged_llm.cli.sources import reads_stdin
    from untagged_llm.fix.run import fix_paths

    if reads_stdin(args):
        raise UsageError("check --fix changes files: for standard input there is 'fix -'")
    result = fix_paths(args.paths, _options(args), request(args, write=True))
    if not args.quiet:
        say_fixed(result, args, sys.stderr)
    return result.after


def _marked(outcome: Outcome, args: argparse.Namespace) -> Outcome:
    """The same, with what `fix` would mend."""
    if not outcome.report.findings:
        return outcome
    from untagged_llm.fix.plan import marked

    return marked(outcome, request(args, write=False).plan)


def _options(args: argparse.Namespace) -> Options:
    from dataclasses import replace
    from pathlib import Path

    return replace(
        run_options(args),
        baseline=Path(args.baseline) if args.baseline else None,
        use_baseline=bool(args.baseline) or not args.write_baseline,
        diff_base=args.diff_base,
    )


def _exit_code(outcome: Outcome, args: argparse.Namespace) -> int:
    report = outcome.report
    if report.errors:
        return UNREADABLE
    configured = outcome.min_owned
    wanted = share(configured) if args.min_owned is None and configured else args.min_owned
    if wanted is not None and is_below(report, wanted, sys.stderr):
        return FINDINGS
    return FINDINGS if report.findings and not args.exit_zero else 0


def _show_files(args: argparse.Namespace) -> int:
    from untagged_llm.checking import files

    for path in files(args.paths, run_options(args)):
        print(path)
    return 0


def _write_baseline(target: str, findings: Sequence[Finding], outcome: Outcome) -> int:
    from untagged_llm.cli.writing import complain, save
    from untagged_llm.suppress.baseline import render

    text = render(findings)
    save(target, [text])
    count = text.count("\n") - 1
    noun = "finding" if count == 1 else "findings"
    print(f"wrote {target}: {count} known {noun}", file=sys.stderr)
    complain(outcome)
    return UNREADABLE if outcome.report.errors else 0
