"""A file as it is on the disk: its bytes, how they are encoded, and the Python text in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import SourceError, encoding_of
from untagged_llm.analysis.reading import source_of

if TYPE_CHECKING:
    from untagged_llm.analysis.reading import Source


class UnkeepableError(ValueError):
    """A new text that cannot take the old one's place; the message is one clause."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file before the fix. `data` is what stood on the disk when it was read."""

    path: str
    data: bytes
    encoding: str
    source: Source


def original(path: str) -> Original:
    """The file at `path`. Raises SourceError."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SourceError(f"cannot be read ({why})") from None
    return original_of(path, data)


def original_of(path: str, data: bytes) -> Original:
    """The same for bytes that stand for the file's content. Raises SourceError."""
    return Original(path, data, encoding_of(data), source_of(path, data))


def rewritten(before: Original, text: str) -> bytes:
    """The file's bytes with `text` as its Python text: encoding, byte order mark and, in a
    notebook, all that is not code stay as they are. Raises UnkeepableError."""
    if before.path.endswith(".ipynb"):
        from untagged_llm.fix.notebooks import with_code

        return _encoded(with_code(_decoded(before), before.source, text), before)
    return _encoded(text, before)


def _decoded(before: Original) -> str:
    return before.data.decode(before.encoding)


def _encoded(text: str, before: Original) -> bytes:
    if _decoded(before).encode(before.encoding) != before.data:
        raise UnkeepableError(f"its bytes cannot be kept: {before.encoding} has several for a text")
    try:
        return text.encode(before.encoding)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise UnkeepableError(f"its encoding {before.encoding} has no {letter!r}") from None
