"""The files of the card for the `rates` command: what they say, read and compared."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.cli.mistakes import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.rates import Document
    from untagged_llm.rates.diff import State
    from untagged_llm.rates.rows import Row


def numbers(provider: str | None) -> Iterator[Row]:
    """The numbers of the bundled files, or of one provider's."""
    for document in bundled(provider):
        yield from rows_of(document)


def bundled(provider: str | None) -> list[Document]:
    """The bundled files, or one provider's.

    Raises:
        UsageError: there is no such provider.
    """
    from untagged_llm.cost import RateCard
    from untagged_llm.rates.source import documents

    everything = [document for _, document in documents()]
    if provider is None:
        return everything
    name = RateCard.bundled().provider(provider)
    mine = [document for document in everything if document["provider"] == name]
    if not mine:
        hint = did_you_mean(provider, [document["provider"] for document in everything])
        raise UsageError(f"unknown provider '{provider}'{hint}")
    return mine


def rows_of(document: Document, model: str | None = None) -> Iterator[Row]:
    """The numbers of one file, or of one of its models."""
    from untagged_llm.rates.rows import rows

    return rows(document, model)


def read(path: Path) -> Document:
    """A price file or an overlay (its discounts change no list price and are left out).

    Raises:
        RatesError: it cannot be read, or breaks the schema.
    """
    from untagged_llm.rates.source import read_toml
    from untagged_llm.rates.validate import validate

    contents = {key: value for key, value in read_toml(path).items() if key != "discount"}
    validate(contents, path.name, kind="overlay")
    return contents


def state_of(name: str) -> State:
    """The numbers in force: on a date, or by a file."""
    from untagged_llm.cost import to_instant
    from untagged_llm.rates.diff import state

    if Path(name).exists():
        return state(rows_of(read(Path(name))), datetime.now(timezone.utc))
    return state(numbers(None), to_instant(name))
