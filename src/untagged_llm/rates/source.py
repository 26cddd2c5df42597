"""Reading the reviewed TOML files: what the index is made of, with the evidence."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.validate import RatesError, validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.rates import Document

HERE = Path(__file__).parent


def card() -> Document:
    """`card.toml`: version and publication date of the bundled card."""
    return read_toml(HERE / "card.toml")


def documents() -> Iterator[tuple[str, Document]]:
    """Every bundled provider file, as (file name without suffix, contents)."""
    for path in sorted(HERE.glob("*.toml")):
        if path.stem != "card":
            yield path.stem, read_document(path)


def read_document(path: Path) -> Document:
    """One provider file, validated.

    Raises:
        RatesError: the file is not TOML or breaks the schema; the message names file and key.
    """
    contents = read_toml(path)
    validate(contents, path.name)
    return contents


def read_toml(path: Path) -> Document:
    """A TOML file's contents.

    Raises:
        RatesError: the file cannot be read or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise RatesError(f"{path}: cannot be read: {problem.strerror}") from problem
    library = _library()
    try:
        contents: Document = library.loads(text)
    except library.TOMLDecodeError as problem:
        raise RatesError(f"{path}: is not TOML: {problem}") from problem
    return contents


def _library() -> Any:
    return import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
