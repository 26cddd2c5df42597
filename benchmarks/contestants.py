"""The commands that are measured, ours and the peers'."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import trees
from measuring import Command

if TYPE_CHECKING:
    from collections.abc import Callable

    from peers import Peers

OURS = str(Path(sys.executable).with_name("untagged-llm"))
FLAKE8 = str(Path(sys.executable).with_name("flake8"))
NOTHING_FAILED = (0, 1, 3)
PARSE = """
import ast, sys, warnings
warnings.simplefilter("ignore")
for path in open(sys.argv[1]).read().split("\\n"):
    try:
        ast.parse(open(path, "rb").read())
    except (SyntaxError, ValueError):
        pass
"""
PATTERNS = ("$CLIENT.chat.completions.create", "$CLIENT.messages.create")


def check(tree: Path, *paths: str, before: Callable[[], None] = lambda: None) -> Command:
    return Command((OURS, "check", *(paths or (".",))), tree, before, NOTHING_FAILED)


def cold(tree: Path) -> Command:
    cache = tree / ".untagged-llm-cache"
    return check(tree, before=lambda: shutil.rmtree(cache, ignore_errors=True))


def fixing(tree: Path) -> Command:
    """All that a fix does but for writing: check, offer, edit, check what was edited again."""
    values = ("--set", "team=a", "--set", "service=b", "--set", "project=c")
    words = (OURS, "fix", "--diff", "--unsafe-fixes", *values, ".")
    return Command(words, tree, cold(tree).before, NOTHING_FAILED)


def warm(tree: Path) -> Command:
    check(tree).measure()
    return check(tree)


def ruff(peers: Peers, *options: str) -> Command:
    words = (peers.tool("ruff"), "check", "--isolated", "--select", "E9", *options, ".")
    return Command(words, trees.sparse(), codes=(0, 1))


def warm_ruff(peers: Peers) -> Command:
    ruff(peers).measure()
    return ruff(peers)


def semgrep(peers: Peers, tree: Path) -> Command:
    rule = trees.BENCH / "semgrep.yml"
    rule.write_text(
        "rules:\n- id: chat\n  languages: [python]\n  severity: WARNING\n  message: call\n"
        f"  pattern: {PATTERNS[0]}(...)\n"
    )
    options = ("--metrics=off", "--disable-version-check", "--no-git-ignore", "--include=*.py")
    return Command((peers.tool("semgrep"), "scan", f"--config={rule}", *options, "."), tree)


def ast_grep(peers: Peers) -> Command:
    rules = "\n---\n".join(
        f"id: call-{number}\nlanguage: python\nrule: {{pattern: '{pattern}($$$)'}}"
        for number, pattern in enumerate(PATTERNS)
    )
    words = (peers.tool("ast-grep"), "scan", "--inline-rules", rules, ".")
    return Command(words, trees.dense(), codes=(0, 1))


def parsing(peers: Peers) -> Command:
    """`ast.parse` over the files of the dense tree that name an SDK."""
    from untagged_llm.sdks import registry

    words = (*registry().named, *registry().hints)
    files = trees.python_files(trees.dense())
    naming = [str(path) for path in files if any(word in path.read_bytes() for word in words)]
    listed = trees.BENCH / "naming.txt"
    listed.write_text("\n".join(naming), "utf-8")
    return Command((sys.executable, "-c", PARSE, str(listed)), trees.dense())


def one_file(peers: Peers) -> Command:
    return check(trees.sparse(), "sympy-1.14.0/sympy/core/add.py")


def argparse(peers: Peers) -> Command:
    return Command((sys.executable, "-c", "import argparse"), trees.sparse())


def flake8(tool: str) -> Command:
    words = (tool, "--isolated", ".")
    return Command(words, trees.dense() / "browser-use-0.13.14", codes=(0, 1))
