"""The command line: find the command, run it, turn what went wrong into one sentence.

Exit codes: 0 clean, 1 findings, 2 usage or configuration error, 3 a file could not be read or
parsed (the others are still reported).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from untagged_llm.cli.commands import command_parser, is_command, program_parser
from untagged_llm.cli.mistakes import sentence_for
from untagged_llm.cli.terminal import escape_unencodable

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_ERROR = 2
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    escape_unencodable()
    try:
        code = dispatch(words)
        # A language server's streams are gone by now.
        if not sys.stdout.closed:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone; Python would complain once more while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        print(f"untagged-llm: {sentence}", file=sys.stderr)
        return USAGE_ERROR
    return code


def dispatch(words: list[str]) -> int:
    """Parse with the named command's parser only: the other commands are never imported."""
    if words and is_command(words[0]):
        command, parser = command_parser(words[0])
        return command.run(parser.parse_args(words[1:]))
    program_parser().parse_args(words)
    return USAGE_ERROR
