"""The rules: one module each, found by walking this package."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from untagged_llm.model import Finding, Range
from untagged_llm.rules.context import Context
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from untagged_llm.policy.settings import Settings

__all__ = ["RULES", "Context", "Problem", "Rule", "run_rules", "selected"]


def selected(settings: Settings) -> frozenset[str]:
    """The codes that are on.

    A selector is a code, the beginning of one ("ULM1") or "ALL". Without `select` the defaults
    are on. Where several selectors fit a code the longest wins, and `ignore` wins a tie.
    """
    return frozenset(rule.code for rule in RULES if _on(rule, settings))


def run_rules(context: Context, codes: Collection[str]) -> Iterator[Finding]:
    """The findings of the rules `codes` in one file; one rule's crash is a finding of its own."""
    for rule in RULES:
        if rule.code in codes:
            yield from _run(rule, context)


def _run(rule: Rule, context: Context) -> Iterator[Finding]:
    try:
        yield from rule.check(context)
    except Exception as error:
        yield _crashed(rule, context, error)


def _crashed(rule: Rule, context: Context, error: Exception) -> Finding:
    cause = " ".join(f"{type(error).__name__}: {error}".split())
    message = f"{rule.code} could not judge this file, a bug worth reporting ({cause})"
    return Finding(context.path, Range(1, 1, 1, 1), "ULM000", "unreadable-file", message)


def _on(rule: Rule, settings: Settings) -> bool:
    by_default = int(rule.default and not settings.select)
    selectors = (*settings.select, *settings.extend_select)
    return max(by_default, _fit(rule.code, selectors)) > _fit(rule.code, settings.ignore)


def _fit(code: str, selectors: Sequence[str]) -> int:
    """How closely the best of `selectors` fits `code`: 0 not at all."""
    fits = (len(each) for each in selectors if each and code.startswith(each.upper()))
    return max((*fits, 1 if "ALL" in map(str.upper, selectors) else 0))


def _walk() -> Iterator[Rule]:
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if found.name.startswith("ulm"):
            module = import_module(f"{__name__}.{found.name}")
            yield replace(module.RULE, explanation=(module.__doc__ or "").strip())


RULES: tuple[Rule, ...] = tuple(_walk())
