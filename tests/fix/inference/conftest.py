from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm import policy
from untagged_llm.fix import inference
from untagged_llm.policy import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty repository that is the working directory; nothing is remembered of others."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for module in (policy, catalog, inference):
        module.forget()
    yield tmp_path
    for module in (policy, catalog, inference):
        module.forget()
