"""The demo: the shop is real code that imports, and this is what the checker says of it.

UPDATE_GOLDEN=1 writes the output anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SHOP = FIXTURES / "shop"
GOLDEN = FIXTURES / "shop.expected.txt"
FIXED = FIXTURES / "shop.fixed.txt"

_LEFTOVERS = shutil.ignore_patterns("__pycache__", ".untagged-llm-cache")

_IMPORT_ALL = """
import importlib, pkgutil, shop
for module in pkgutil.walk_packages(shop.__path__, "shop."):
    importlib.import_module(module.name)
"""


def _run(*arguments: str, folder: Path = SHOP) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "OPENAI_API_KEY": "sk-fake",
        "ANTHROPIC_API_KEY": "sk-fake",
        "GEMINI_API_KEY": "fake",
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )


def test_the_checker_says_what_the_readme_shows() -> None:
    done = _run("-m", "untagged_llm", "check", "--no-cache", ".")

    assert (done.returncode, done.stderr) == (1, "")
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(done.stdout, encoding="utf-8", newline="\n")
    assert done.stdout == GOLDEN.read_text(encoding="utf-8")


def test_the_fixer_gives_every_site_an_owner_and_nothing_is_found_any_more(tmp_path: Path) -> None:
    copy = shutil.copytree(SHOP, tmp_path / "shop", ignore=_LEFTOVERS)
    done = _run("-m", "untagged_llm", "fix", "--no-cache", "--unsafe-fixes", ".", folder=copy)

    assert (done.returncode, done.stderr) == (0, "")
    if os.environ.get("UPDATE_GOLDEN"):
        FIXED.write_text(done.stdout, encoding="utf-8", newline="\n")
    assert done.stdout == FIXED.read_text(encoding="utf-8")
    assert _run("-m", "untagged_llm", "check", "--no-cache", ".", folder=copy).returncode == 0
    assert _run("-c", _IMPORT_ALL, folder=copy).returncode == 0


def test_every_module_of_the_shop_imports() -> None:
    done = _run("-c", _IMPORT_ALL)

    assert done.returncode == 0, done.stderr


def test_the_shops_own_tests_pass() -> None:
    done = _run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "tests")

    assert done.returncode == 0, done.stdout
