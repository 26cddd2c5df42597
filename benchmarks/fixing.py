"""What the fixer makes of real packages: the share of sites it mends, and why it leaves the rest.

    make fix-corpus
    python benchmarks/fixing.py FOLDER...

Each folder is copied, fixed with values from the command line, safe or not, and held to what a
fix may do: the files parse, they differ by additions only, a second run changes nothing, and
`check` no longer reports what was fixed. The corpus is the one of `make corpus`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import UNPACKED, fetch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fix.property.promises import fix_here
from untagged_llm.fix.offer import Left, Offer

if TYPE_CHECKING:
    from untagged_llm.fix.run import Result

TARGET = 0.95


@dataclass
class Tally:
    """What fixing came to. `faults` are broken promises."""

    reported: int = 0
    sites: int = 0
    safe: int = 0
    unsafe: int = 0
    left: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Mended findings of those reported."""
        return (self.safe + self.unsafe) / self.reported if self.reported else 1.0


def main(folders: list[str]) -> int:
    tally = Tally()
    for folder in folders or _corpus():
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch, "package")
            shutil.copytree(folder, copy, symlinks=True)
            os.chdir(copy)
            _fix(Path(folder).name, tally)
            os.chdir(scratch)
        print(f"{Path(folder).name}: {tally.safe + tally.unsafe} of {tally.reported}", flush=True)
    _show(tally)
    return 1 if tally.faults or tally.share < TARGET else 0


def _corpus() -> list[str]:
    fetch()
    return sorted(str(each) for each in UNPACKED.iterdir() if each.is_dir())


def _fix(name: str, tally: Tally) -> None:
    result, broken = fix_here()
    _count(name, result, tally)
    tally.faults += [f"{name}: {fault}" for fault in broken]


def _count(name: str, result: Result, tally: Tally) -> None:
    reported = [each.finding for each in (*result.fixed, *result.left)]
    tally.reported += len(reported)
    tally.sites += len({(each.path, each.site_id) for each in reported})
    for each in result.fixed:
        if isinstance(each.answer, Offer) and each.answer.applicability == "safe":
            tally.safe += 1
        else:
            tally.unsafe += 1
    for each in result.left:
        if isinstance(each.answer, Left):
            tally.left[f"{each.finding.code} {each.answer.reason}"] += 1
            place = f"{name}/{each.finding.path}:{each.finding.range.line}"
            print(f"  left: {place}: {each.answer.reason}")


def _show(tally: Tally) -> None:
    print(f"\nreported {tally.reported} findings at {tally.sites} sites")
    print(f"mended   {tally.safe} safely, {tally.unsafe} unsafely: {tally.share:.1%}")
    print(f"target   {TARGET:.0%}\n\nleft  why")
    for reason, count in tally.left.most_common():
        print(f"{count:4}  {reason}")
    for fault in tally.faults:
        print(f"FAULT {fault}")


if __name__ == "__main__":
    raise SystemExit(main([str(Path(each).resolve()) for each in sys.argv[1:]]))
