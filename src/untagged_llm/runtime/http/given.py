"""The owner that a request's headers name already, in any spelling that a gateway reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from untagged_llm.runtime.configuration import on_change
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEVER = frozenset(
    ("authorization", "user-agent", "accept", "host", "connection", "x-api-key", "content-type")
)
_PACKED = "\0"
# Headers of tracing, not of ownership; ours put them there.
_NO_OWNER = frozenset({"trace_id"})


def owner_headers_in(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The tags among raw headers, by canonical key. Nearly always none."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = _known.get(name)
        if key is None:
            key = _learnt(name)
        if key:
            _read(key, name, value, found)
    return found


_known: dict[bytes, str] = {}
on_change(_known.clear)


def _learnt(raw: bytes) -> str:
    """The tag that a header names, "" for none, a mark for one that packs several."""
    if len(_known) > 2000:
        _known.clear()
    key = _known[raw] = _key_of(raw.decode("latin-1").lower())
    return key


def _key_of(name: str) -> str:
    from untagged_llm.policy.gateways import expand, is_packed

    if name in _NEVER:
        return ""
    if is_packed(name):
        return _PACKED
    vocabulary = terms().vocabulary
    spellings = (name, *(spelling for spelling, _ in expand(name, "x")))
    keys = (vocabulary.canonical(spelling) for spelling in spellings)
    return next((key for key in keys if key is not None and key not in _NO_OWNER), "")


def _read(key: str, name: bytes, value: bytes, found: dict[str, str]) -> None:
    text = value.decode("latin-1").strip()
    if key != _PACKED:
        if text:
            found[key] = text
        return
    for spelling, inner in _unpacked(name.decode("latin-1"), text):
        canonical = terms().vocabulary.canonical(spelling)
        if canonical is not None and inner and canonical not in _NO_OWNER:
            found[canonical] = inner


@lru_cache(maxsize=256)
def _unpacked(name: str, text: str) -> tuple[tuple[str, str | None], ...]:
    from untagged_llm.policy.gateways import expand

    return expand(name, text)
