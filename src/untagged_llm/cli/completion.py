"""`untagged-llm completion bash`: print a completion script for a shell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

SHELLS = ("bash", "zsh", "tcsh")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("shell", choices=SHELLS, help="the shell to complete in")


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from untagged_llm.cli.commands import full_parser

    sys.stdout.write(shtab.complete(full_parser(), shell=args.shell))
    return 0
