"""Reporters: one module per output format, in `findings/` and `inventory/`."""

from __future__ import annotations

from untagged_llm.reporters.options import RenderOptions, RuleInfo
from untagged_llm.reporters.registry import Reporter, UnknownFormat, formats, render, reporter

__all__ = [
    "RenderOptions",
    "Reporter",
    "RuleInfo",
    "UnknownFormat",
    "formats",
    "render",
    "reporter",
]
