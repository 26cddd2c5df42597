"""Headers as httpx and httpx2 keep them: rows of a name as written, in lower case, and a value.

Asking a library for one header takes a walk over all of them, with decoding; going over the rows
once answers every question.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = tuple[bytes, bytes, bytes]


def rows(headers: Any) -> list[Row]:
    """The rows of an HTTP library's headers, to be read only."""
    listed = getattr(headers, "_list", None)
    if isinstance(listed, list):
        return listed
    return [(name, name.lower(), value) for name, value in headers.raw]


def by_name(listed: Iterable[Row]) -> dict[bytes, bytes]:
    """Values by lower-case names."""
    return {name: value for _, name, value in listed}


def made_rows(wanted: Mapping[str, str]) -> tuple[Row, ...]:
    """Headers as rows."""
    return tuple((*_name(name), value.encode()) for name, value in wanted.items())


def put(headers: Any, there: Mapping[bytes, bytes], wanted: Iterable[Row]) -> None:
    """Add what is not `there` yet; an empty header says nothing.

    Setting one header searches all, so that happens once for all.
    """
    new = [row for row in wanted if not there.get(row[1])]
    for _, name, _ in new:
        if name in there:
            del headers[name.decode()]
    listed = getattr(headers, "_list", None)
    if isinstance(listed, list):
        listed.extend(new)
    else:
        for raw, _, value in new:
            headers[raw.decode()] = value.decode()


@lru_cache(maxsize=512)
def _name(name: str) -> tuple[bytes, bytes]:
    return name.encode(), name.lower().encode()
