"""Sinks by address: "usage.jsonl", "sqlite:usage.db", "postgresql://...", "otel", a table."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, mend, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from untagged_llm.runtime.sinks.sink import Sink

    Address = str | Mapping[str, Any] | Callable[[Any], object]

DEFAULT = "llm-usage.jsonl"
DSN = "UNTAGGED_LLM_DSN"
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "jsonl": ("path", "max-bytes", "keep"),
    "sqlite": ("path",),
    "postgres": ("dsn", "spool-bytes"),
    "otel": (),
    "function": ("name",),
}
EXTRAS = {"postgres": ("psycopg", "postgres"), "otel": ("opentelemetry", "otel")}
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
        return _calling(address)
    table = _table(address) if isinstance(address, str) else dict(address)
    if table == {"type": "none"}:
        return None
    type = _checked(table)
    return _MAKERS[type](table, spool)


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


def _checked(table: dict[str, Any]) -> str:
    type = table.get("type")
    if not isinstance(type, str) or type not in OPTIONS:
        raise ConfigError(None, "", f"no sink of type {type!r}{mend(str(type), OPTIONS)}")
    for key in table:
        if key != "type" and key not in OPTIONS[type]:
            known = mend(key, ("type", *OPTIONS[type]))
            raise ConfigError(None, "", f"a {type} sink has no key {key!r}{known}")
    if OPTIONS[type]:
        _need_text(type, OPTIONS[type][0], table)
    module, extra = EXTRAS.get(type, ("", ""))
    if module and find_spec(module) is None:
        needs = f"pip install 'untagged-llm[{extra}]'"
        raise ConfigError(None, "", f"the {type} sink needs {module}: {needs}")
    return type


def _need_text(type: str, key: str, table: dict[str, Any]) -> None:
    if key == "dsn":
        table.setdefault(key, os.environ.get(DSN))
    value = table.get(key)
    if value is None:
        other = f" or ${DSN}" if key == "dsn" else ""
        raise ConfigError(None, "", f"a {type} sink needs {key!r}{other}")
    if not isinstance(value, str):
        raise ConfigError(None, "", f"{key!r} of a sink must be text, not {value!r}")


def _jsonl(table: dict[str, Any], spool: Path) -> Sink:
    from untagged_llm.runtime.sinks.jsonl import ROTATE_AT, JsonLines
    from untagged_llm.runtime.sinks.stream import Stream

    size = _whole(table, "max-bytes", ROTATE_AT)
    keep = _whole(table, "keep", 0) if "keep" in table else None
    path = Path(table["path"]).expanduser()
    return Stream(path) if path.is_relative_to("/dev") else JsonLines(path, size, keep)


def _sqlite(table: dict[str, Any], spool: Path) -> Sink:
    from untagged_llm.runtime.sinks.sqlite import Sqlite

    return Sqlite(Path(table["path"]).expanduser())


def _postgres(table: dict[str, Any], spool: Path) -> Sink:
    import psycopg

    from untagged_llm.runtime.sinks.postgres import Postgres, complaint, shown
    from untagged_llm.runtime.sinks.spooling import Spooling
    from untagged_llm.runtime.spool import LIMIT, Spool, folder_for

    try:
        name = shown(table["dsn"])
    except psycopg.ProgrammingError as error:
        raise ConfigError(
            None, "", f"the address of a postgres sink is wrong: {complaint(error)}"
        ) from None
    limit = _whole(table, "spool-bytes", LIMIT)
    return Spooling(Postgres(table["dsn"]), Spool(folder_for(spool, name), limit))


def _otel(table: dict[str, Any], spool: Path) -> Sink:
    from untagged_llm.runtime.sinks.otel import OpenTelemetry

    return OpenTelemetry()


def _function(table: dict[str, Any], spool: Path) -> Sink:
    module, _, name = str(table["name"]).partition(":")
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(None, "", f"no sink 'python:{table['name']}': {error}") from None
    if not callable(function):
        raise ConfigError(None, "", f"'python:{table['name']}' is no function")
    return _calling(function)


def _calling(function: Callable[[Any], object]) -> Sink:
    from untagged_llm.runtime.sinks.function import Function

    sink = Function(function)
    if iscoroutinefunction(function):
        raise ConfigError(None, "", f"{sink.name} is asynchronous: a sink is a plain function")
    return sink


def _whole(table: dict[str, Any], key: str, default: int) -> int:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigError(None, "", f"{key!r} of a sink must be a whole number, not {value!r}")
    return value


_MAKERS: Mapping[str, Callable[[dict[str, Any], Path], Sink]] = {
    "jsonl": _jsonl,
    "sqlite": _sqlite,
    "postgres": _postgres,
    "otel": _otel,
    "function": _function,
}
