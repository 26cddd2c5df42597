"""What a fix of a folder promises: files parse, differ by additions, and stay as they are."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.checking import Options
from untagged_llm.fix.plan import Plan
from untagged_llm.fix.recheck import key_of
from untagged_llm.fix.run import Request, fix_paths, unsafe_too

from .additions import only_added

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.fix.run import Result

GIVEN = {"team_id": "search", "service_name": "qa", "project_id": "p-104"}
OPTIONS = Options(use_cache=False, use_baseline=False, jobs=1)
REQUEST = Request(Plan(given=GIVEN), unsafe_too, write=True, allow_dirty=True)
REWRITING = frozenset({"ULM104", "ULM106"})
"""Rules whose mends are more than additions."""


def fix_here() -> tuple[Result, list[str]]:
    """Fix the working directory, with every offer made; what became of it, and broken promises."""
    before = {path: path.read_bytes() for path in Path().rglob("*.py") if path.is_file()}
    result = fix_paths(["."], OPTIONS, REQUEST)
    rewritten = {
        path for each in result.fixed if each.finding.code in REWRITING for path in each.paths
    }
    changed = {path: old for path, old in before.items() if path.read_bytes() != old}
    broken = [
        f"{path} {fault}"
        for path, old in changed.items()
        for fault in _faults(old, path.read_bytes(), str(path) in rewritten)
    ]
    fixed = {key_of(each.finding) for each in result.fixed}
    broken += [
        f"{each.path}:{each.range.line} is still reported: {each.message}"
        for each in result.after.report.findings
        if key_of(each) in fixed
    ]
    again = fix_paths(["."], OPTIONS, REQUEST)
    broken += [f"a second run changes {file.before.path}" for file in again.files]
    return result, broken


def _faults(old: bytes, new: bytes, rewritten: bool) -> Iterator[str]:
    try:
        after = ast.unparse(ast.parse(new))
    except SyntaxError as error:
        yield f"does not parse any more: line {error.lineno}"
        return
    if not rewritten and not only_added(ast.unparse(ast.parse(old)), after):
        yield "differs by more than additions"
