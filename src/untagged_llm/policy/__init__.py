"""The policy: configuration, tags and their spellings, what counts as owned, who may own.

Importing this loads no parser and no registry: a front end imports it for every file it sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError
from untagged_llm.policy.overrides import with_overrides
from untagged_llm.policy.search import forget, load, settings_for
from untagged_llm.policy.settings import Settings, Wrapper, WrapperCarrier

if TYPE_CHECKING:
    from untagged_llm.policy.catalog import load_catalog
    from untagged_llm.policy.policy import Policy

__all__ = [
    "ConfigError",
    "Policy",
    "Settings",
    "Wrapper",
    "WrapperCarrier",
    "forget",
    "load",
    "load_catalog",
    "settings_for",
    "with_overrides",
]


def __getattr__(name: str) -> Any:
    if name == "Policy":
        from untagged_llm.policy.policy import Policy

        return Policy
    if name == "load_catalog":
        from untagged_llm.policy.catalog import load_catalog

        return load_catalog
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
