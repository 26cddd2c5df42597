"""The commands, by name. A module is imported when its command runs; to add one, add a line."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Protocol, cast

from untagged_llm import __version__
from untagged_llm.cli.parser import Parser

COMMANDS = {
    "check": "report LLM clients and calls that nobody owns",
    "fix": "add the owner where it is missing, with values from the repository",
    "owners": "show who would own the code, and which line says so; owners lint checks the names",
    "inventory": "list every LLM client and call with its owner",
    "explain": "show a rule's page, or how a line was understood",
    "rules": "list the rules",
    "config": "show the configuration in force",
    "init": "look at the repository and write a first configuration",
    "rates": "show, compare, check and import the prices of the rate card",
    "price": "price one request, or every line of a file",
    "compare": "compare what a workload costs on several models",
    "ledger": "make and look at the database that usage events are kept in",
    "lsp": "serve an editor (language server)",
    "completion": "print a shell's completion script",
}

DESCRIPTION = "Find every LLM call that nobody owns, tag it, and price it."
EXIT_CODES = (
    "exit codes: 0 clean, 1 findings, 2 usage or configuration error, "
    "3 a file could not be read or parsed"
)


class Command(Protocol):
    """What a command's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def is_command(name: str) -> bool:
    """Whether `name` is one of the commands."""
    return name in COMMANDS


def command(name: str) -> Command:
    """The module of a command, imported now."""
    return cast(Command, import_module(f"untagged_llm.cli.{name}"))


def command_parser(name: str) -> tuple[Command, Parser]:
    """One command and a parser for its arguments alone."""
    module = command(name)
    parser = Parser(prog=f"untagged-llm {name}", description=COMMANDS[name], epilog=EXIT_CODES)
    module.configure(parser)
    return module, parser


def program_parser() -> Parser:
    """The parser in front of the commands: help, version, and what is not a command."""
    parser = _front()
    parser.add_argument("command", metavar="COMMAND", choices=COMMANDS)
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {told}" for name, told in COMMANDS.items())
    parser.epilog = f"commands:\n{listing}\n\n{EXIT_CODES}"
    return parser


def full_parser() -> Parser:
    """The parser of everything, for shell completion: imports every command."""
    parser = _front()
    group = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, told in COMMANDS.items():
        command(name).configure(group.add_parser(name, help=told, description=told))
    return parser


def _front() -> Parser:
    parser = Parser(
        prog="untagged-llm",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"untagged-llm {__version__}")
    return parser
