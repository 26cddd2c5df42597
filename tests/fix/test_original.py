from __future__ import annotations

import pytest

from untagged_llm.analysis.decode import SourceError
from untagged_llm.fix.original import UnkeepableError, original_of, rewritten


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\r\ny = 2\r\n",
        b"\xef\xbb\xbfx = 1\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe4'\n",
        "# coding: cp1252\nx = '€'".encode("cp1252"),
        b"x = 1\ry = 2\r",
        b"",
    ],
    ids=["crlf", "mark", "latin-1", "cp1252", "cr", "empty"],
)
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    before = original_of("app.py", data)

    assert rewritten(before, before.source.text) == data


def test_a_letter_that_the_encoding_lacks_is_refused() -> None:
    before = original_of("app.py", b"# coding: latin-1\nx = 1\n")

    with pytest.raises(UnkeepableError, match="iso8859-1 has no '日'"):
        rewritten(before, before.source.text.replace("1\n", "'日'\n"))


def test_an_encoding_with_several_spellings_of_a_text_is_refused() -> None:
    before = original_of("app.py", b"# coding: utf-7\nx = '+AGE-'\n")

    with pytest.raises(UnkeepableError, match="its bytes cannot be kept"):
        rewritten(before, before.source.text)


def test_what_python_cannot_read_is_said() -> None:
    with pytest.raises(SourceError, match="cannot be decoded"):
        original_of("app.py", b"x = '\xff'\n")
