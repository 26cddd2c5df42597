"""Recall and precision of `untagged-llm inventory` on the labelled corpus.

    make corpus

The corpus (labels, the list of its packages, the scorer) is not part of this repository. It is
looked for in `../shared/corpus`, or where CORPUS says; its packages are unpacked into `.corpus/`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path(os.environ.get("CORPUS", ROOT.parent / "shared" / "corpus"))
UNPACKED = ROOT / ".corpus"
NEEDED = ("fetch.py", "labels.jsonl", "packages.txt", "score.py")


def main() -> int:
    absent = [name for name in NEEDED if not (SOURCE / name).is_file()]
    if absent:
        print(f"The labelled corpus is not here: {SOURCE} has no {absent[0]}.", file=sys.stderr)
        return 2
    fetched = fetch()
    inventory = take_inventory()
    for tier in ("all", "core"):
        print(f"\n== {tier} tier ==")
        score(inventory, tier)
    return fetched


def fetch() -> int:
    """Unpack what is not unpacked yet; 1 when a package could not be had."""
    if not UNPACKED.exists():
        UNPACKED.mkdir()
    done = subprocess.run(
        [sys.executable, SOURCE / "fetch.py", SOURCE / "packages.txt", UNPACKED], check=False
    )
    return min(done.returncode, 1)


def take_inventory() -> Path:
    """The inventory as JSON lines, paths relative to the corpus."""
    target = UNPACKED / "inventory.jsonl"
    command = [sys.executable, "-m", "untagged_llm", "inventory", "--no-cache"]
    with target.open("w", encoding="utf-8") as stream:
        done = subprocess.run(
            [*command, "--format", "jsonl", "."], cwd=UNPACKED, stdout=stream, check=False
        )
    # 3: one of the packages ships a file that is no Python; its findings are scored all the same.
    if done.returncode not in (0, 3):
        raise SystemExit(done.returncode)
    return target


def score(inventory: Path, tier: str) -> None:
    files = (SOURCE / "score.py", SOURCE / "labels.jsonl", UNPACKED, inventory)
    subprocess.run([sys.executable, *files, "--tier", tier], check=True)


if __name__ == "__main__":
    raise SystemExit(main())
