from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from robustness.running import CALL, CLIENT, check

if TYPE_CHECKING:
    from pathlib import Path

CODE = (CLIENT + CALL).encode()
UNREADABLE = {
    "null byte": (CODE + b"x = '\0'\n", 4),
    "latin-1 that does not say so": (CODE + b"x = '\xe9'\n", 4),
    "an encoding that does not exist": (b"# coding: klingon\n" + CODE, 1),
    "an encoding that is another": (b"# coding: ascii\n" + CODE + b"x = '\xe9'\n", 5),
    "a mark of UTF-8 that a declaration denies": (
        codecs.BOM_UTF8 + b"# coding: latin-1\n" + CODE,
        1,
    ),
    "broken syntax": (CODE + b"def (:\n", 4),
    "an open bracket": (CODE + b"x = [1,\n", 4),
    "another Python": (CODE + b"print 'hello'\n", 4),
    "a merge conflict": (CODE + b"<<<<<<< HEAD\n", 4),
}
READABLE = {
    "byte order mark": (codecs.BOM_UTF8 + CODE, 2),
    "carriage returns and line feeds": (CODE.replace(b"\n", b"\r\n"), 2),
    "carriage returns": (CODE.replace(b"\n", b"\r"), 2),
    "form feeds": (b"\x0c\n" + CODE.replace(b"client =", b"\x0cclient ="), 3),
    "latin-1 that says so": (b"# coding: latin-1\nx = '\xe9'\n" + CODE, 4),
    "no line end": (CODE.rstrip(b"\n"), 2),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_one_finding_and_the_rest_is_checked(
    name: str, tmp_path: Path
) -> None:
    data, line = UNREADABLE[name]
    (tmp_path / "bad.py").write_bytes(data)
    (tmp_path / "good.py").write_bytes(CODE)

    ended = check(tmp_path)

    assert ended.code == 3
    assert ended.of("bad.py") == [("ULM000", line)]
    assert ended.of("good.py") == [("ULM101", 2)]


@pytest.mark.parametrize("name", READABLE)
def test_odd_but_legal_bytes_keep_their_lines(name: str, tmp_path: Path) -> None:
    data, line = READABLE[name]
    (tmp_path / "odd.py").write_bytes(data)

    ended = check(tmp_path)

    assert ended.code == 1
    assert ended.of("odd.py") == [("ULM101", line)]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_bytes(b"")
    (tmp_path / "blank.py").write_bytes(b"\n\n\x0c\n")

    assert check(tmp_path).code == 0
    assert check(tmp_path, "empty.py", "blank.py").code == 0
