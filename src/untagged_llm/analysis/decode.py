"""Bytes to text to tree, as Python reads its own source; what it cannot read is one sentence."""

from __future__ import annotations

import ast
import codecs
import re
import warnings
from pathlib import Path
from typing import Final

from untagged_llm.model import Unreadable

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_NEWLINE = re.compile(r"\r\n?|\n")
_POSITION = re.compile(r" \(<unknown>, line \d+\)\Z")
_DEEP: Final = "is nested too deeply to be parsed"


class SourceError(ValueError):
    """Source that Python could not read either; the text is one clause ("is not valid ...").

    `line` and `column` start at 1.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column

    def at(self, path: str) -> Unreadable:
        """The same, said of a file."""
        return Unreadable(path, self.line, self.column, str(self))


def read(path: str) -> str:
    """The text of a source file. Raises SourceError."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise SourceError(f"cannot be read ({why})") from None
    return decode(data)


def decode(data: bytes) -> str:
    """The text of source bytes: byte order mark and encoding declaration obeyed (PEP 263).

    Line ends and form feeds stay as they are, so that positions hold. Raises SourceError.
    """
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, encoding, error) from None
    if "\0" in text:
        line, column = _position(text[: text.index("\0")])
        raise SourceError("contains a null byte, which Python source must not", line, column)
    return text


def encoding_of(data: bytes) -> str:
    """The codec of source bytes; "utf-8-sig" when they start with a byte order mark.

    Raises SourceError for one that does not exist.
    """
    marked = data.startswith(codecs.BOM_UTF8)
    head = data[len(codecs.BOM_UTF8) :] if marked else data
    declared, line = _cookie(head)
    if marked:
        if declared and declared not in {"utf-8", "utf-8-sig"}:
            raise SourceError(
                f"starts with a UTF-8 byte order mark but declares the encoding {declared}; "
                "remove one of them",
                line,
            )
        return "utf-8-sig"
    return declared or "utf-8"


def parse(text: str) -> ast.Module:
    """The tree of source text. Raises SourceError, also for nesting that Python refuses."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        raise _unparsable(error) from None
    except (RecursionError, MemoryError):
        raise SourceError(_DEEP) from None
    except ValueError as error:
        raise SourceError(f"cannot be parsed ({error})") from None


def lines(text: str) -> list[str]:
    """The lines that Python counts, without their ends; unlike `splitlines`, form feeds stay."""
    found = _NEWLINE.split(text)
    return found[:-1] if found[-1] == "" else found


def _cookie(head: bytes) -> tuple[str, int]:
    for number, line in enumerate(re.split(rb"\r\n?|\n", head[:4096], maxsplit=2)[:2], start=1):
        match = _COOKIE.match(line)
        if match:
            return _codec(match.group(1).decode("ascii", "replace"), number), number
        if not _BLANK.match(line):
            break
    return "", 1


def _codec(name: str, line: int) -> str:
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except LookupError:
        raise SourceError(f"declares the encoding {name!r}, which does not exist", line) from None
    return found.name


def _undecodable(data: bytes, encoding: str, error: UnicodeDecodeError) -> SourceError:
    line, column = _position(data[: error.start].decode("latin-1"))
    name = encoding.removesuffix("-sig")
    byte = f"0x{data[error.start]:02x}"
    return SourceError(
        f"cannot be decoded as {name} (byte {byte} at line {line}); declare the encoding",
        line,
        column,
    )


def _position(before: str) -> tuple[int, int]:
    parts = _NEWLINE.split(before)
    return len(parts), len(parts[-1]) + 1


def _unparsable(error: SyntaxError) -> SourceError:
    message = _POSITION.sub("", error.msg or str(error))
    if message == "too many nested parentheses" or "stack overflow" in message:
        message = _DEEP
    else:
        message = f"cannot be parsed: {message}"
    return SourceError(message, max(error.lineno or 1, 1), max(error.offset or 1, 1))
