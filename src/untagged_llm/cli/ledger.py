"""`untagged-llm ledger`: make the tables that usage events go into, and look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError

if TYPE_CHECKING:
    import argparse

    from untagged_llm.ledger import Ledger, Status


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the two actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, told in (
        ("init", "make the tables, or bring them to the latest version"),
        ("status", "the version of the tables, and what is in them"),
    ):
        action = actions.add_parser(name, help=told, description=told)
        action.add_argument(
            "--dsn",
            metavar="ADDRESS",
            help="postgresql://USER@HOST/DATABASE or sqlite:FILE "
            "(default: $UNTAGGED_LLM_DSN, else the first such sink of the configuration)",
        )


def run(args: argparse.Namespace) -> int:
    """Run one action."""
    from untagged_llm.ledger import LedgerError, address_of, ledger_at
    from untagged_llm.runtime.configuration import configuration

    try:
        ledger = ledger_at(address_of(args.dsn, configuration().sinks))
        return {"init": _init, "status": _status}[args.action](ledger)
    except LedgerError as error:
        raise UsageError(str(error)) from None


def _init(ledger: Ledger) -> int:
    steps = ledger.init()
    for step in steps:
        print(f"{ledger.name}: {step}")
    print(f"{ledger.name}: at version {ledger.status().version}")
    return 0


def _status(ledger: Ledger) -> int:
    print("\n".join(_told(ledger.status())))
    return 0


def _told(status: Status) -> list[str]:
    if not status.version:
        return [f"{status.name}: no tables yet; 'untagged-llm ledger init' makes them"]
    told = [f"{status.name}: version {status.version}"]
    if status.version < status.latest:
        told[0] += f" of {status.latest}; 'untagged-llm ledger init' brings it forward"
    since = f", {status.first} to {status.last}" if status.events else ""
    return [*told, f"events   {status.events}{since}", f"notices  {status.notices}"]
