"""Analysis results as plain tuples and back: what `marshal` can hold and load safely."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from untagged_llm.model import (
    Argument,
    CarrierUse,
    FileSites,
    Place,
    Range,
    Retry,
    Site,
    Step,
    Tag,
    Unreadable,
)

_CLASSES: tuple[type[Any], ...] = (
    FileSites, Site, Place, Range, CarrierUse, Tag, Argument, Retry, Step, Unreadable,
)  # fmt: skip
_NUMBER = {cls: number for number, cls in enumerate(_CLASSES)}
_FIELDS = {cls: tuple(field.name for field in fields(cls)) for cls in _CLASSES}


def pack(value: Any) -> Any:
    """Turn model objects into lists (class number, then fields); the rest stays what it is."""
    cls = type(value)
    if cls in _NUMBER:
        return [_NUMBER[cls], *(pack(getattr(value, name)) for name in _FIELDS[cls])]
    if cls is tuple:
        return tuple(map(pack, value))
    if isinstance(value, dict):
        return {key: pack(each) for key, each in value.items()}
    return value


def unpack(value: Any) -> Any:
    """The inverse of `pack`. Raises what a foreign or damaged value makes of it."""
    cls = type(value)
    if cls is list:
        return _CLASSES[value[0]](*map(unpack, value[1:]))
    if cls is tuple:
        return tuple(map(unpack, value))
    if cls is dict:
        return {key: unpack(each) for key, each in value.items()}
    return value
