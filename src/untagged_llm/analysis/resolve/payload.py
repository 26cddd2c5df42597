"""What the body of a plain HTTP request gives away: a model and what it is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.joining import members, text_of
from untagged_llm.analysis.resolve.values import UNKNOWN, Const, Dict, Entry, Value
from untagged_llm.sdks.endpoints import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from untagged_llm.model import Place

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


def mapping_of(value: Value, place: Place) -> Dict | None:
    """A request's body as a mapping: given as one, or as its JSON text."""
    if isinstance(value, Dict):
        return value
    text = text_of(value)
    if text is None or not text.startswith("{"):
        return None
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    return _as_dict(parsed, place) if isinstance(parsed, dict) else None


def _as_dict(parsed: dict[str, object], place: Place) -> Dict:
    return Dict({key: Entry(_as_value(v, place), place) for key, v in parsed.items()}, place=place)


def _as_value(parsed: object, place: Place) -> Value:
    """JSON text spells what is only known at run time as null."""
    if isinstance(parsed, dict):
        return _as_dict(parsed, place)
    return Const(parsed) if isinstance(parsed, (str, bool, int, float)) else UNKNOWN


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
