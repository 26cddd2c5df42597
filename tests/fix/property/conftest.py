from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty project: nobody else's calls are looked for."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("project"))
    yield
    os.chdir(before)
