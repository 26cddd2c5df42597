"""The policy: configuration, tags and their spellings, what counts as owned, who may own.

Importing this loads no parser; `Policy` and catalogs live in `policy.policy`, `policy.catalog`.
"""

from __future__ import annotations

from untagged_llm.policy.errors import ConfigError
from untagged_llm.policy.overrides import with_overrides
from untagged_llm.policy.search import forget, load, settings_for
from untagged_llm.policy.settings import Enforce, Settings, Wrapper, WrapperCarrier

__all__ = [
    "ConfigError",
    "Enforce",
    "Settings",
    "Wrapper",
    "WrapperCarrier",
    "forget",
    "load",
    "settings_for",
    "with_overrides",
]
