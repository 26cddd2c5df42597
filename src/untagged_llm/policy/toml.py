"""Read one configuration file into a plain table."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "untagged-llm"
OWN_FILE = "untagged-llm.toml"
PYPROJECT = "pyproject.toml"

_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def own_table(path: Path) -> Mapping[str, object] | None:
    """The keys that `path` sets: `[tool.untagged-llm]` of a pyproject.toml, else all of it.

    None for a pyproject.toml without that table; it is not parsed if it cannot have one.
    Raises ConfigError for a file that cannot be read or parsed.
    """
    content = _bytes(path)
    if path.name != PYPROJECT:
        return parse(path, content)
    if TABLE.encode() not in content:
        return None
    tool = parse(path, content).get("tool", {})
    table = tool.get(TABLE) if isinstance(tool, Mapping) else None
    if table is None or isinstance(table, Mapping):
        return table
    raise ConfigError(path, TABLE, "is a table, not a value")


def read(path: Path) -> Mapping[str, object]:
    """All of a TOML file. Raises ConfigError, naming the line, when it is not one."""
    return parse(path, _bytes(path))


def parse(path: Path, content: bytes) -> Mapping[str, object]:
    """`content` as TOML; `path` is for the error."""
    tomllib = _tomllib()
    try:
        table: Mapping[str, object] = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, "", f"line {line} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, "", _with_line_first(str(error), content)) from None
    return table


def _tomllib() -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise ConfigError(path, "", f"the file cannot be read ({why})") from None


def _with_line_first(message: str, content: bytes) -> str:
    found = _WHERE.search(message)
    if found is None:
        return f"malformed TOML: {message}"
    line = found[1] or str(content.count(b"\n") + 1)
    column = f", column {found[2]}" if found[2] else ""
    return f"line {line}{column}: malformed TOML: {message[: found.start()]}"
