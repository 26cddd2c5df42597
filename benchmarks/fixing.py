"""What the fixer makes of real packages: the share of sites it mends, and why it leaves the rest.

    make fix-corpus
    python benchmarks/fixing.py FOLDER...

Each folder is copied, fixed with values from the command line, safe or not, and held to what a
fix may do: the files parse, they differ by additions only, a second run changes nothing, and
`check` no longer reports what was fixed. The corpus is the one of `make corpus`.
"""

from __future__ import annotations

import ast
import os
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from corpus import UNPACKED, fetch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fix.property.additions import only_added
from untagged_llm.checking import Options
from untagged_llm.fix.offer import Left, Offer
from untagged_llm.fix.offers import FIXABLE
from untagged_llm.fix.plan import Plan
from untagged_llm.fix.run import Request, Result, fix_paths, unsafe_too

GIVEN = {"team_id": "search", "service_name": "qa", "project_id": "p-104"}
OPTIONS = Options(use_cache=False, use_baseline=False)
REQUEST = Request(Plan(given=GIVEN), unsafe_too, write=True, allow_dirty=True)
REWRITING = frozenset({"ULM104", "ULM106"})
"""Rules whose mends are more than additions."""
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
    before = {path: path.read_bytes() for path in Path().rglob("*.py") if path.is_file()}
    result = fix_paths(["."], OPTIONS, REQUEST)
    _count(name, result, tally)
    rewritten = {
        path for each in result.fixed if each.finding.code in REWRITING for path in each.paths
    }
    for path, old in before.items():
        new = path.read_bytes()
        if new != old:
            _compare(f"{name}/{path}", old, new, str(path) in rewritten, tally)
    again = fix_paths(["."], OPTIONS, REQUEST)
    tally.faults += [f"{name}: a second run changes {file.before.path}" for file in again.files]


def _count(name: str, result: Result, tally: Tally) -> None:
    reported = [each for each in result.before.report.findings if each.code in FIXABLE]
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


def _compare(path: str, old: bytes, new: bytes, rewritten: bool, tally: Tally) -> None:
    try:
        ast.parse(new)
    except SyntaxError as error:
        tally.faults.append(f"{path}:{error.lineno}: does not parse any more")
        return
    if not rewritten and not only_added(_text(old), _text(new)):
        tally.faults.append(f"{path}: differs by more than additions")


def _text(data: bytes) -> str:
    return ast.unparse(ast.parse(data))


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
