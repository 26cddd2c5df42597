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
_STEM = b"untagged"

_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def own_table(path: Path) -> Mapping[str, object] | None:
    """The keys that `path` sets: `[tool.untagged-llm]` of a pyproject.toml, else all of it.

    None for a pyproject.toml without that table; it is not parsed if it cannot have one.
    Raises ConfigError for a file that cannot be read or parsed.
    """
    content = _bytes(path)
    if path.name != PYPROJECT:
        return _without_tool(path, parse(path, content))
    if _STEM not in content.lower():
        return None
    document = parse(path, content)
    tool = document.get("tool", {})
    tables = tool if isinstance(tool, Mapping) else {}
    _refuse_other_names(path, document, tables)
    table = tables.get(TABLE)
    if table is None or isinstance(table, Mapping):
        return table
    raise ConfigError(path, TABLE, "is a table, not a value")


def _refuse_other_names(
    path: Path, document: Mapping[str, object], tables: Mapping[str, object]
) -> None:
    """A table under a name that looks like ours would be ignored without a word."""
    written = [f"tool.{name}" for name in tables if name != TABLE and _is_ours(name)]
    written += [name for name in document if _is_ours(name)]
    if written:
        raise ConfigError(path, "", f"nobody reads [{written[0]}]: write [tool.{TABLE}]")


def _without_tool(path: Path, table: Mapping[str, object]) -> Mapping[str, object]:
    tool = table.get("tool")
    if isinstance(tool, Mapping) and any(map(_is_ours, tool)):
        raise ConfigError(path, "", f"keys stand at the top here, without [tool.{TABLE}]")
    return table


def _is_ours(name: str) -> bool:
    return re.sub(r"[-_. ]", "", name).casefold() == TABLE.replace("-", "")


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
