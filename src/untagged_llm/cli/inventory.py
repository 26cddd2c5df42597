"""`untagged-llm inventory`: every site with its ownership, an LLM bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cli.options import add_files, add_output, run_options

if TYPE_CHECKING:
    import argparse

UNREADABLE = 3
FORMATS = "table, jsonl, csv or cyclonedx"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_files(parser)
    add_output(parser, FORMATS, default="table")


def run(args: argparse.Namespace) -> int:
    """List, show, and tell by the exit code whether every file could be read."""
    from untagged_llm.checking import inventory, inventory_text
    from untagged_llm.cli.sources import run_on
    from untagged_llm.cli.writing import check_formats, complain, write

    check_formats(args, "inventory")
    outcome = run_on(args, run_options(args), inventory, inventory_text)
    write(outcome, args, "inventory")
    complain(outcome)
    return UNREADABLE if outcome.report.errors else 0
