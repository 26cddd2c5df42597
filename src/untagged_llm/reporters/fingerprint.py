"""A name for a finding that outlives moved lines."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.model import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint; equal ones are numbered, so that no two are the same."""
    seen: Counter[str] = Counter()
    for finding in findings:
        key = f"{finding.code}:{finding.site_id or f'{finding.path}:{finding.message}'}"
        seen[key] += 1
        text = f"{key}:{seen[key]}".encode("utf-8", "surrogatepass")
        yield finding, sha256(text).hexdigest()[:32]
