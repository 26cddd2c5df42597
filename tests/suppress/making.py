"""Findings and terms made by hand, as short as a test wants to say them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from untagged_llm.model import Finding, Range
from untagged_llm.policy.settings import Settings
from untagged_llm.suppress import Baseline, Changed, Terms

TODAY = date(2026, 11, 21)
ACTIVE = frozenset({"ULM001", "ULM101", "ULM102", "ULM301"})


def finding(
    line: int = 1,
    code: str = "ULM102",
    *,
    end: int | None = None,
    path: str = "app.py",
    site: str = "s1",
) -> Finding:
    return Finding(
        path=path,
        range=Range(line, 1, end or line, 9),
        code=code,
        rule="untagged-call",
        message="no owner",
        callable="openai.OpenAI",
        site_id=site,
    )


def terms(
    text: str = "",
    *,
    settings: Settings | None = None,
    active: frozenset[str] = ACTIVE,
    baseline: Baseline | None = None,
    changed: Changed | None = None,
    today: date = TODAY,
) -> Terms:
    chosen = settings or Settings(root=Path())
    return Terms(
        source=lambda path: text,
        settings=lambda path: chosen,
        active=lambda path: active,
        today=today,
        baseline=baseline or Baseline(),
        changed=changed,
    )
