"""CODEOWNERS of GitHub, GitLab and Bitbucket: the teams that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.codeowners_rules import parsed
from untagged_llm.policy.catalog.entries import Entry, Format

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _read(path: Path) -> Iterator[Entry]:
    yield from parsed(path).teams


FORMAT = Format("CODEOWNERS", lambda path: path.name == "CODEOWNERS", _read)
