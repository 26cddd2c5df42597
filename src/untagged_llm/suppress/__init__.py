"""Suppression: noqa, own comments, per-file-ignores, the baseline, changed lines."""

from __future__ import annotations

from untagged_llm.suppress.apply import Silenced, Terms, apply, apply_beside_noqa
from untagged_llm.suppress.baseline import Baseline, BaselineError
from untagged_llm.suppress.changed import Changed, GitError, changed_since

__all__ = [
    "Baseline",
    "BaselineError",
    "Changed",
    "GitError",
    "Silenced",
    "Terms",
    "apply",
    "apply_beside_noqa",
    "changed_since",
]
