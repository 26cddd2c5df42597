"""`untagged-llm init`: write a first configuration from what the repository says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError
from untagged_llm.cli.writing import save

if TYPE_CHECKING:
    import argparse

CONFIG_NAME = "untagged-llm.toml"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", nargs="?", default=".", help="the repository (default: here)")
    parser.add_argument("--dry-run", action="store_true", help="print it instead of writing it")
    parser.add_argument("--force", action="store_true", help=f"replace an existing {CONFIG_NAME}")


def run(args: argparse.Namespace) -> int:
    """Propose, then print or write."""
    folder = Path(args.folder)
    if not folder.is_dir():
        raise UsageError(f"{args.folder} is not a folder")
    if args.dry_run:
        sys.stdout.write(_proposal(folder))
        return 0
    target = folder / CONFIG_NAME
    if target.exists() and not args.force:
        raise UsageError(f"{target} exists already; --force replaces it, --dry-run only prints")
    save(str(target), [_proposal(folder)])
    print(f"wrote {target}; next: untagged-llm check {args.folder}")
    return 0


def _proposal(folder: Path) -> str:
    from untagged_llm.policy.starter import propose

    return propose(folder)
