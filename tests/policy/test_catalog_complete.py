"""Names what is missing when somebody forgets a part of an ownership file format."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from untagged_llm.policy import catalog

ROOT = Path(__file__).parents[2]
MODULES = [
    import_module(f"{catalog.__name__}.{each.name}") for each in iter_modules(catalog.__path__)
]
EXAMPLES = [module.FORMAT.example for module in MODULES if hasattr(module, "FORMAT")]


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("page", ["configuration.md", "fixing.md"])
def test_the_pages_list_it(page: str, example: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert f"`{example}`" in text, f"docs/{page} lists no {example}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_own_name_has_the_format(example: str) -> None:
    found = catalog.format_of(Path(example))
    assert found is not None
    assert found.example == example, f"{example} is taken for {found.example}"
