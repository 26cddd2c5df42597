"""Take apart a value that packs several tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = tuple[str, "str | None"]


def unpack(text: str) -> Iterator[Pair]:
    """Yield the pairs of a JSON object, a JSON list of pairs, or `a:1,b=2`.

    A value that is no text keeps its JSON spelling; null becomes "", which owns nothing.
    """
    if text.lstrip()[:1] in ("{", "["):
        yield from _json(text)
    else:
        yield from _pairs(text.split(","))


def _json(text: str) -> Iterator[Pair]:
    import json

    try:
        found = json.loads(text)
    except ValueError:
        return
    if isinstance(found, dict):
        for key, value in found.items():
            yield key, _text(value)
    else:
        yield from _pairs(each for each in found if isinstance(each, str))


def _text(value: object) -> str:
    import json

    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _pairs(items: Iterator[str] | list[str]) -> Iterator[Pair]:
    for item in items:
        cut = next((i for i, letter in enumerate(item) if letter in ":="), None)
        if cut is not None:
            yield item[:cut].strip(), item[cut + 1 :].strip()
