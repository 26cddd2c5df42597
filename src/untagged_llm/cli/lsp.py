"""`untagged-llm lsp`: serve an editor over standard input and output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--tcp", metavar="PORT", type=int, help="listen on a local port instead")
    parser.add_argument("--stdio", action="store_true", help="use standard streams (the default)")


def run(args: argparse.Namespace) -> int:
    """Serve until the editor leaves."""
    try:
        from untagged_llm.lsp import server
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the language server needs {error.name}: pip install 'untagged-llm[lsp]'"
        ) from error
    if args.tcp is None:
        server.start_io()
    else:
        server.start_tcp("localhost", args.tcp)
    return 0
