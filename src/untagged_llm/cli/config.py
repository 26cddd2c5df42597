"""`untagged-llm config --show`: the configuration in force for a path, as TOML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from untagged_llm.policy.settings import Settings

NOT_KEYS = ("root", "source")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", nargs="?", default=".", help="a file or folder (default: here)")
    parser.add_argument("--show", action="store_true", help="print it (the default)")
    parser.add_argument("--config", metavar="FILE", help="use this configuration and no other")


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from untagged_llm.checking import Options
    from untagged_llm.checking.configuration import Configuration

    options = Options(config=Path(args.config) if args.config else None)
    print("\n".join(as_toml(Configuration(options).settings(args.path))))
    return 0


def as_toml(settings: Settings) -> Iterator[str]:
    """The settings as an `untagged-llm.toml` that would say the same."""
    yield f"# in force below {settings.root.as_posix()}"
    source = settings.source.as_posix() if settings.source else "no file: all defaults"
    yield f"# from {source}"
    plain = asdict(settings)
    tables: list[tuple[str, Mapping[str, object]]] = []
    arrays: list[tuple[str, Mapping[str, object]]] = []
    for key in (field.name for field in fields(settings) if field.name not in NOT_KEYS):
        value = plain[key]
        name = key.replace("_", "-")
        if isinstance(value, Mapping):
            tables.append((name, value))
        elif key == "wrappers":
            arrays += [(name, wrapper) for wrapper in value]
        elif value is not None:
            yield f"{name} = {_value(value)}"
    for name, table in tables:
        if table:
            yield from ("", f"[{name}]", *_pairs(table))
    for name, table in arrays:
        yield from ("", f"[[{name}]]", *_pairs(table))


def _pairs(table: Mapping[str, object]) -> Iterator[str]:
    return (f"{_key(key)} = {_value(value)}" for key, value in table.items())


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() else json.dumps(name)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }"
    if isinstance(value, frozenset):
        value = sorted(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    # A JSON string, number or boolean is a TOML one.
    return json.dumps(value, ensure_ascii=False)
