"""`rates diff`, `rates check` and `rates import`."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.cli.pricing import columns, usd
from untagged_llm.cli.rate_files import bundled, numbers, read, rows_of, state_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from untagged_llm.rates.diff import Change

FINDINGS = 1


def diff_states(args: argparse.Namespace) -> int:
    """Print what differs; 1 when something does."""
    from untagged_llm.rates.diff import diff

    changes = list(diff(state_of(args.before), state_of(args.after)))
    print("\n".join(_changes(changes)))
    print(f"{len(changes)} numbers differ between {args.before} and {args.after}")
    return FINDINGS if changes else 0


def check_files(args: argparse.Namespace) -> int:
    """Print what is suspicious; 1 when something is."""
    from untagged_llm.rates.check import check

    files = [read(Path(name)) for name in args.files] or bundled(None)
    today = datetime.now(timezone.utc).date()
    suspicions = [suspicion for document in files for suspicion in check(document, today)]
    for suspicion in suspicions:
        print(suspicion)
    numbers = sum(len(list(rows_of(document))) for document in files)
    print(f"{numbers:,} numbers in {len(files)} files: {len(suspicions)} to look at")
    return FINDINGS if suspicions else 0


def import_prices(args: argparse.Namespace) -> int:
    """Print an overlay, and on stderr what it would change."""
    from untagged_llm.rates.diff import diff, state
    from untagged_llm.rates.imports import import_file
    from untagged_llm.rates.write import to_toml

    entries = import_file(Path(args.file))
    now = datetime.now(timezone.utc)
    ours = state(numbers(None), now)
    theirs = state(rows_of({"entry": entries}), now)
    known = {place[:2] for place in ours}
    if args.only_new:
        entries = [entry for entry in entries if (entry["provider"], entry["model"]) not in known]
    print("\n".join(to_toml(entries)))
    conflicts = [c for c in diff(ours, theirs) if c.before is not None and c.after is not None]
    print("\n".join(_changes(conflicts)), file=sys.stderr)
    models = {place[:2] for place in theirs}
    print(
        f"{len(models - known)} models we do not have, {len(models & known)} we have; "
        f"{len(conflicts)} numbers differ from ours",
        file=sys.stderr,
    )
    return 0


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    lines = [
        (
            change.provider,
            change.model,
            change.condition or "standard",
            change.meter,
            usd(change.before),
            "->",
            usd(change.after),
            f"{change.percent:+.1f}%" if change.percent is not None else "",
        )
        for change in changes
    ]
    return columns(lines)
