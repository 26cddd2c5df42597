"""`per-file-ignores`: codes that do not count in files that match a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.suppress.codes import covers
from untagged_llm.suppress.globs import matches

if TYPE_CHECKING:
    from untagged_llm.model import Finding
    from untagged_llm.policy.settings import Settings


def is_ignored(finding: Finding, settings: Settings) -> bool:
    """Whether a `per-file-ignores` entry of the settings silences the finding."""
    return any(
        codes and covers(codes, finding.code) and matches(pattern, finding.path, str(settings.root))
        for pattern, codes in settings.per_file_ignores.items()
    )
