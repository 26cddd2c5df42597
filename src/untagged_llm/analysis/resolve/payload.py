"""What the body of a plain HTTP request gives away: a model and what it is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.values import Dict, Value, members, text_of
from untagged_llm.sdks.endpoints import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHAT = {"model", "messages"}
_COMPLETION = {"model", "prompt", "max_tokens"}


def endpoint_for(value: Value) -> Endpoint | None:
    """The kind of request that a JSON body asks of a model, wherever it is sent; None if none."""
    for member in members(value):
        keys = set(_keys(member))
        if keys >= _CHAT:
            return Endpoint("", "chat", "")
        if keys >= _COMPLETION:
            return Endpoint("", "completion", "")
    return None


def _keys(value: Value) -> Iterable[str]:
    if isinstance(value, Dict):
        return value.entries
    text = text_of(value)
    if text is None or not text.startswith("{"):
        return ()
    try:
        parsed = json.loads(text)
    except ValueError:
        return ()
    return parsed if isinstance(parsed, dict) else ()
