"""Options that several commands share, spelled as ruff users know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    import argparse

    from untagged_llm.checking import Options


def add_files(parser: argparse.ArgumentParser) -> None:
    """What to look at and how."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; '-' reads standard input"
    )
    parser.add_argument(
        "--stdin-filename", metavar="PATH", help="the name of what standard input holds"
    )
    parser.add_argument("--config", metavar="FILE", help="use this configuration and no other")
    parser.add_argument("--jobs", "-j", type=_jobs, default=0, metavar="N", help="processes")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="(default: auto)"
    )
    parser.add_argument("--quiet", "-q", action="store_true", help="no summary, no progress")


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Which rules count."""
    for flag, told in (
        ("--select", "check these codes or prefixes (ULM1, ALL) instead of the configured ones"),
        ("--ignore", "leave these out"),
        ("--extend-select", "check these as well"),
    ):
        parser.add_argument(flag, action="append", default=[], metavar="CODES", help=told)


def add_output(parser: argparse.ArgumentParser, formats: str, default: str) -> None:
    """How to show it, and where."""
    parser.add_argument(
        "--format", default=default, metavar="FORMAT", help=f"{formats} (default: {default})"
    )
    parser.add_argument(
        "--output",
        "-o",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="also write a format to a file; may be given several times",
    )


def overrides(args: argparse.Namespace) -> dict[str, tuple[str, ...]]:
    """The settings that options replace; codes may be separated by commas or given again."""
    given = {key: _codes(getattr(args, key)) for key in ("select", "ignore", "extend_select")}
    return {key: codes for key, codes in given.items() if codes}


def run_options(args: argparse.Namespace) -> Options:
    """The options of a run, as `checking` takes them."""
    from pathlib import Path

    from untagged_llm.checking import Options

    return Options(
        config=Path(args.config) if args.config else None,
        overrides=overrides(args) if hasattr(args, "select") else {},
        jobs=args.jobs,
        use_cache=not args.no_cache,
    )


def _codes(words: list[str]) -> tuple[str, ...]:
    return tuple(code.strip() for word in words for code in word.split(",") if code.strip())


def _jobs(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise UsageError(f"--jobs takes a number of processes from 1 up, not '{text}'")
    return int(text)
