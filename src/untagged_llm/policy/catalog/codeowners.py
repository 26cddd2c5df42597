"""CODEOWNERS of GitHub, GitLab and Bitbucket: the teams that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.codeowners_rules import parsed
from untagged_llm.policy.catalog.entries import Entry, Format

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODEOWNERS_PLACES = (
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    ".bitbucket/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
)
"""Where a repository may have its one; the first that there is counts."""


def _read(path: Path) -> Iterator[Entry]:
    yield from parsed(path).teams


FORMAT = Format("CODEOWNERS", lambda path: path.name == "CODEOWNERS", _read)
