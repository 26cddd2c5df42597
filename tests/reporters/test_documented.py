from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from untagged_llm.cli import check
from untagged_llm.cli import inventory as lists
from untagged_llm.reporters import formats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from untagged_llm.reporters.registry import Kind

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "output.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_every_format_has_its_row_and_every_row_its_format() -> None:
    _, findings, inventory, *_ = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    rows = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
    assert not differences("docs/output.md", rows.findall(findings), formats("findings"))
    assert not differences("docs/output.md", rows.findall(inventory), formats("inventory"))


@pytest.mark.parametrize(
    ("kind", "module"), [("findings", check), ("inventory", lists)], ids=["check", "inventory"]
)
def test_the_help_names_every_format(kind: Kind, module: ModuleType) -> None:
    told = re.findall(r"\w+", module.FORMATS.replace(" or ", ", "))
    assert not differences(f"FORMATS in {module.__name__}", told, formats(kind))


def test_the_readme_names_every_format_of_findings() -> None:
    unnamed = [name for name in formats("findings") if f"`{name}`" not in README]
    assert not unnamed, f"README.md does not name the format {', '.join(unnamed)}"


def differences(where: str, told: Iterable[str], known: Iterable[str]) -> list[str]:
    """What a page forgets, and what it names that is gone; one sentence each."""
    told, known = set(told), set(known)
    missing = [f"{where} does not name the format {name}" for name in sorted(known - told)]
    return missing + [f"{where} names {name}, which is no format" for name in sorted(told - known)]
