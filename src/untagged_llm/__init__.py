"""untagged-llm finds every LLM call in your code that nobody owns, tags it, and prices it.

from untagged_llm import owner, tag

client = tag(OpenAI(), team_id="search", service_name="qa", project_id="p1")
with owner(feature="answer"):
    client.responses.create(...)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from untagged_llm.runtime.configuration import configure
    from untagged_llm.runtime.context import carry, owner
    from untagged_llm.runtime.guard import guard
    from untagged_llm.runtime.limits import limit
    from untagged_llm.runtime.recorder import flush
    from untagged_llm.runtime.tagging import tag

__all__ = ["__version__", "carry", "configure", "flush", "guard", "limit", "owner", "tag"]

_HOMES = {
    "carry": "context",
    "configure": "configuration",
    "flush": "recorder",
    "guard": "guard",
    "limit": "limits",
    "owner": "context",
    "tag": "tagging",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"untagged_llm.runtime.{home}"), name)
