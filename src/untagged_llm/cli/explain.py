"""`untagged-llm explain`: a rule's page, or how a line of code was understood."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError, did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_PLACE = re.compile(r"(?P<path>.+?):(?:cell (?P<cell>\d+):)?(?P<line>\d+)(?::\d+)?")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", metavar="CODE | PATH:LINE", help="ULM101, or src/app.py:12")
    parser.add_argument("--config", metavar="FILE", help="use this configuration and no other")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="(default: auto)"
    )


def run(args: argparse.Namespace) -> int:
    """Explain."""
    place = _PLACE.fullmatch(args.what)
    if place:
        from untagged_llm.cli.tracing import explain_place

        cell = int(place["cell"]) if place["cell"] else None
        return explain_place(place["path"], int(place["line"]), cell, args.config)
    return _explain_rule(args.what, args.color)


def _explain_rule(what: str, color: str) -> int:
    from untagged_llm.rules import RULES

    known = {name: rule for rule in RULES for name in (rule.code, rule.name)}
    rule = known.get(what.upper()) or known.get(what.lower())
    if rule is None:
        hint = _hint(what, known)
        raise UsageError(f"'{what}' is neither a rule nor PATH:LINE{hint}")
    _print_markdown(f"# {rule.name} ({rule.code})\n\n{rule.explanation}\n", color)
    return 0


def _hint(what: str, known: Iterable[str]) -> str:
    if Path(what).is_file():
        return f"; a line of the file is written {what}:12"
    return did_you_mean(what.upper(), known) or did_you_mean(what.lower(), known)


def _print_markdown(text: str, color: str) -> None:
    """Rendered on a terminal, as it is in a pipe."""
    import sys

    from untagged_llm.cli.terminal import wants_color

    if not wants_color(color, sys.stdout):
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(force_terminal=True).print(Markdown(text))
