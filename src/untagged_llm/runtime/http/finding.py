"""The HTTP clients inside an SDK's client, wherever that SDK keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from untagged_llm.runtime.http.client import is_http_client

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 5
_AT_MOST = 2000
_LEAVES = (str, bytes, int, float, bool, type(None), type)


class Kept(NamedTuple):
    """An attribute (or item) of `holder` that is an HTTP client."""

    holder: Any
    name: str
    client: Any

    def replace(self, client: Any) -> None:
        """Put `client` in its place."""
        if isinstance(self.holder, dict):
            self.holder[self.name] = client
        else:
            object.__setattr__(self.holder, self.name, client)


def http_clients(sdk_client: object) -> list[Kept]:
    """Every HTTP client that is reached from an SDK's client through its objects' attributes."""
    found: list[Kept] = []
    seen: set[int] = {id(sdk_client)}
    layer: list[Any] = [sdk_client]
    for _ in range(_DEPTH):
        below: list[Any] = []
        for holder in layer:
            for name, value in _attributes(holder):
                if isinstance(value, _LEAVES):
                    continue
                if is_http_client(value):
                    found.append(Kept(holder, name, value))
                elif id(value) not in seen and len(seen) < _AT_MOST and _is_inside(value):
                    seen.add(id(value))
                    below.append(value)
        layer = below
    return found


def _attributes(holder: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(holder, dict):
        yield from [(key, value) for key, value in holder.items() if isinstance(key, str)]
        return
    yield from list(getattr(holder, "__dict__", {}).items())
    for kind in type(holder).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if isinstance(name, str) and hasattr(holder, name):
                yield name, getattr(holder, name)


def _is_inside(value: object) -> bool:
    """Whether to look into it: objects of installed packages, not of the language itself."""
    return isinstance(value, dict) or (
        hasattr(value, "__dict__") and type(value).__module__ not in ("builtins", "types")
    )
