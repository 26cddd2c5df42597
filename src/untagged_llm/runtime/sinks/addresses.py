"""Sinks by address: "usage.jsonl", "sqlite:usage.db", "postgresql://...", "otel", a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, nearest
from untagged_llm.runtime.sinks.kinds import calling, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from untagged_llm.runtime.sinks.sink import Sink

    Address = str | Mapping[str, Any] | Callable[[Any], object]

DEFAULT = "llm-usage.jsonl"
WORDS = (
    'a sink is a file ("usage.jsonl"), "sqlite:FILE", "postgresql://HOST/DB", "otel", '
    '"python:MODULE:FUNCTION" or "none"'
)


def opened_at(address: Address, spool: Path) -> Sink | None:
    """The sink of an address, None for "none". Nothing is opened or connected to yet.

    Raises:
        ConfigError: there is no such sink, or what it needs is not installed.
    """
    if callable(address):
        return calling(address)
    table = _table(address) if isinstance(address, str) else dict(address)
    if table == {"type": "none"}:
        return None
    return opened(table, spool)


def _table(address: str) -> dict[str, Any]:
    scheme, _, rest = address.partition(":")
    if address in ("otel", "none", "postgres"):
        return {"type": address}
    if scheme in ("postgresql", "postgres"):
        return {"type": "postgres", "dsn": address}
    if scheme == "sqlite" and rest:
        return {"type": "sqlite", "path": rest.removeprefix("//")}
    if scheme == "python" and rest:
        return {"type": "function", "name": rest}
    if scheme == "jsonl" and rest:
        return {"type": "jsonl", "path": rest}
    if address.endswith((".jsonl", ".ndjson")):
        return {"type": "jsonl", "path": address}
    near = nearest(scheme, ("sqlite", "postgresql", "python", "jsonl", "otel", "none"))
    raise ConfigError(None, "", f"no sink {_named(address)!r}{near}: {WORDS}")


def _named(address: str) -> str:
    # What stands before an "@" may be a password.
    return address.rpartition("@")[2]
