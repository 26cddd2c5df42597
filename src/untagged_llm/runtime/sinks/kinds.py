"""The kinds of sinks: which keys the table of one has, and how it is made of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, mend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from untagged_llm.runtime.sinks.sink import Sink

DSN = "UNTAGGED_LLM_DSN"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sink.

    `make` takes its table and the folder of the spool. `keys` are those of its table; the first
    is needed, and text. `needs` is a module that has to be there, and the extra that brings it.
    """

    make: Callable[[dict[str, Any], Path], Sink]
    keys: tuple[str, ...] = ()
    needs: tuple[str, str] | None = None


def opened(table: dict[str, Any], spool: Path) -> Sink:
    """The sink that a table describes.

    Raises:
        ConfigError: there is no such sink, or what it needs is not installed.
    """
    type = table.get("type")
    if not isinstance(type, str) or type not in KINDS:
        raise ConfigError(None, "", f"no sink of type {type!r}{mend(str(type), KINDS)}")
    kind = KINDS[type]
    for key in table:
        if key != "type" and key not in kind.keys:
            known = mend(key, ("type", *kind.keys))
            raise ConfigError(None, "", f"a {type} sink has no key {key!r}{known}")
    if kind.keys:
        _need_text(type, kind.keys[0], table)
    if kind.needs and find_spec(kind.needs[0]) is None:
        module, extra = kind.needs
        mending = f"pip install 'untagged-llm[{extra}]'"
        raise ConfigError(None, "", f"the {type} sink needs {module}: {mending}")
    return kind.make(table, spool)


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
    return calling(function)


def calling(function: Callable[[Any], object]) -> Sink:
    """The sink that calls `function`.

    Raises:
        ConfigError: it is a coroutine function.
    """
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


KINDS: Mapping[str, Kind] = {
    "jsonl": Kind(_jsonl, ("path", "max-bytes", "keep")),
    "sqlite": Kind(_sqlite, ("path",)),
    "postgres": Kind(_postgres, ("dsn", "spool-bytes"), ("psycopg", "postgres")),
    "otel": Kind(_otel, (), ("opentelemetry", "otel")),
    "function": Kind(_function, ("name",)),
}
