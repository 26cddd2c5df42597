from __future__ import annotations

import ast
import codecs
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untagged_llm.analysis.decode import SourceError, decode, lines, parse, read

if TYPE_CHECKING:
    from pathlib import Path


def refusal(data: bytes) -> tuple[str, int]:
    with pytest.raises(SourceError) as caught:
        parse(decode(data))
    return str(caught.value), caught.value.line


def test_text_is_utf_8_unless_it_says_otherwise() -> None:
    assert decode("ü = 1\n".encode()) == "ü = 1\n"
    assert decode("# -*- coding: latin-1 -*-\nü = 1".encode("latin-1")).endswith("ü = 1")
    assert (
        decode("#!/usr/bin/python\n# vim: fileencoding=cp1252\n€ = 1".encode("cp1252"))[-5] == "€"
    )


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF8 + b"x = 1") == "x = 1"
    assert decode(codecs.BOM_UTF8 + b"# coding: utf-8\nx = 1").endswith("x = 1")


def test_a_declaration_after_code_does_not_count() -> None:
    assert decode("x = 1\n# coding: ascii\nü = 1".encode()).endswith("ü = 1")


def test_line_ends_and_form_feeds_keep_their_positions() -> None:
    text = decode(b"x = 1\r\ny = 2\r\x0cz = 3\n")
    assert lines(text) == ["x = 1", "y = 2", "\x0cz = 3"]
    assert [node.lineno for node in parse(text).body] == [1, 2, 3]


def test_what_cannot_be_decoded_says_where_and_how_to_mend_it() -> None:
    assert refusal(b"x = 1\n\ny = '\xff'") == (
        "cannot be decoded as utf-8 (byte 0xff at line 3); declare the encoding",
        3,
    )
    assert refusal(b"# coding: ascii\nx = '\xe9'")[0].startswith("cannot be decoded as ascii")


@pytest.mark.parametrize("name", ["klingon", "rot13", "hex"])
def test_an_encoding_that_is_none_is_named(name: str) -> None:
    assert refusal(f"#\n# coding: {name}\n".encode()) == (
        f"declares the encoding {name!r}, which does not exist",
        2,
    )


def test_a_byte_order_mark_and_another_declaration_contradict_each_other() -> None:
    message, line = refusal(codecs.BOM_UTF8 + b"# coding: latin-1\n")
    assert "byte order mark but declares the encoding iso8859-1" in message
    assert line == 1


def test_a_null_byte_is_named_with_its_line() -> None:
    assert refusal(b"x = 1\ny = \0")[1] == 2


def test_a_syntax_error_keeps_its_line_and_words() -> None:
    assert refusal(b"x = 1\ny = (") == ("cannot be parsed: '(' was never closed", 2)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 1000 + ")" * 1000,
        "[" * 1000 + "]" * 1000,
        "x = " + "-" * 100_000 + "1",
        "not " * 50_000 + "x",
        "lambda: " * 5_000 + "0",
        "if x: pass\n" + "elif x: pass\n" * 20_000,
    ],
    ids=["parentheses", "lists", "minus", "not", "lambda", "elif"],
)
def test_nesting_that_python_refuses_is_a_sentence(source: str) -> None:
    assert refusal(source.encode())[0] == "is nested too deeply to be parsed"


def test_a_missing_file_or_a_folder_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.py"):
        with pytest.raises(SourceError, match="cannot be read"):
            read(str(path))


@given(st.text(alphabet="ab #\r\n\x0c\x0b\x1c\u2028=", max_size=30))
def test_lines_are_those_that_python_counts(text: str) -> None:
    try:
        tree = ast.parse(text + "\nlast = 1")
    except SyntaxError:
        return
    assert lines(text + "\nlast = 1")[tree.body[-1].lineno - 1] == "last = 1"


def sentences(data: bytes) -> list[int]:
    try:
        parse(decode(data))
    except SourceError as error:
        return [error.line]
    return []


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_one_sentence(data: bytes) -> None:
    assert [line for line in sentences(data) if line < 1] == []
