"""Speed and memory of the checker beside other tools, as ratios measured in one run.

    make bench                                    # everything; a few minutes after the downloads
    python benchmarks/bench.py --only one-file
    python benchmarks/bench.py --write            # also writes docs/benchmarks.md

Needs git and what pip gives: the peers go into `.bench/venv`, the packages that are measured into
`.bench/`.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from measuring import FailedError, in_turn
from page import PAGE, page
from peers import Peers
from results import Result, table
from rows import ROWS

if TYPE_CHECKING:
    from rows import Row


def main() -> int:
    options = arguments()
    peers = Peers(options.peers) if options.peers else Peers.made()
    results: list[Result] = []
    for row in chosen(options.only):
        print(f"measuring {row.name}", file=sys.stderr)
        results.append(measured(row, peers))
    print(table(results))
    if options.write:
        PAGE.write_text(page(results, peers), "utf-8")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", metavar="NAME", action="append", help="one row, by its name")
    parser.add_argument(
        "--peers", metavar="VENV", type=Path, help="an environment that has the peers already"
    )
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write needs every row; leave out --only")
    return options


def chosen(names: list[str] | None) -> list[Row]:
    """The rows of these names, all by default. Exits with a sentence for an unknown one."""
    by_name = {row.name: row for row in ROWS}
    for name in names or ():
        if name not in by_name:
            near = difflib.get_close_matches(name, by_name, 1, 0)[0]
            raise SystemExit(f"There is no row {name!r}; did you mean {near!r}?")
    return [by_name[name] for name in names or by_name]


def measured(row: Row, peers: Peers) -> Result:
    commands = [row.ours(peers), *([row.peer(peers)] if row.peer else [])]
    try:
        figures = in_turn(commands, row.runs)
    except FailedError as error:
        raise SystemExit(f"{row.name}: {error}") from None
    ours, *theirs = (getattr(spent, row.of) for spent in figures)
    return Result(row, ours, theirs[0] if theirs else None)


if __name__ == "__main__":
    raise SystemExit(main())
