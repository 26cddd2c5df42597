"""Names that a configuration may use and that other layers define."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_RULES = Path(__file__).parent.parent / "rules"
_MODULE = re.compile(r"(ulm\d{3})_(\w+)\.py")


@lru_cache(maxsize=1)
def rule_codes() -> tuple[str, ...]:
    """The codes of all rules, by the names of their modules: importing them is not needed."""
    return tuple(sorted(_codes_by_name().values()))


def code_named(text: str) -> str | None:
    """The code of the rule called `text` ("untagged-client"); None when there is none."""
    return _codes_by_name().get(text.lower().replace("_", "-"))


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    modules = (_MODULE.fullmatch(file.name) for file in _RULES.iterdir())
    return {m[2].replace("_", "-"): m[1].upper() for m in modules if m}


def is_selector(text: str) -> bool:
    """Whether `text` is a code, a prefix of one ("ULM1") or "ALL"."""
    return text == "ALL" or (
        text.startswith("ULM") and any(code.startswith(text) for code in rule_codes())
    )
