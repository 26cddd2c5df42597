from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flake8.violation import Violation
from hypothesis import given
from hypothesis import strategies as st

from suppress.making import finding
from untagged_llm.suppress.comments import comments
from untagged_llm.suppress.noqa import noqas

if TYPE_CHECKING:
    from untagged_llm.model import Finding


def silences(text: str, of: Finding) -> bool:
    return any(noqa.silences(of) for noqa in noqas(comments(text)))


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "# NoQA: ULM102",
        "# noqa:ulm102",
        "# noqa: E501, ULM102",
        "# noqa: E501 ULM102",
        "# noqa:ULM1",
        "# noqa: ULM102 because the gateway adds it",
        "# noqa : E501",
        "# noqa: because",
        "# type: ignore # noqa: ULM102",
    ],
)
def test_it_silences(comment: str) -> None:
    assert silences(f"f()  {comment}\n", finding(1))


@pytest.mark.parametrize(
    "comment",
    ["# noqa: E501", "# noqa: ULM2, ULM101", "# quiet", "# flake8: noqa"],
)
def test_it_leaves_alone(comment: str) -> None:
    assert not silences(f"f()  {comment}\n", finding(1))


def test_it_acts_on_the_line_where_a_finding_starts() -> None:
    text = "f(\n    1,\n)  # noqa\n"
    assert not silences(text, finding(1, end=3))
    assert silences(text, finding(3))


def test_it_acts_on_all_lines_of_a_long_string() -> None:
    assert silences('f("""\n""")  # noqa: ULM102\n', finding(1, end=2))


def test_flake8_noqa_on_a_line_of_its_own_silences_the_file() -> None:
    assert silences("import os\n# flake8: noqa\nf()\n", finding(3))
    assert silences("# flake8: noqa: ULM102\n\nf()\n", finding(3))
    assert not silences("# flake8: noqa: ULM101\n\nf()\n", finding(3))


_CODES = st.lists(st.sampled_from(["ULM102", "ULM101", "ULM1", "E501", "W2"]), max_size=3)


@given(
    codes=_CODES, separator=st.sampled_from([",", ", ", " "]), tail=st.sampled_from(["", " why"])
)
def test_it_reads_codes_as_flake8_does(codes: list[str], separator: str, tail: str) -> None:
    written = f"# noqa: {separator.join(codes)}{tail}" if codes else f"# noqa{tail}"
    line = f"f()  {written}\n"
    violation = Violation("ULM102", "app.py", 1, 1, "no owner", line, {})
    assert silences(line, finding(1)) is violation.is_inline_ignored(disable_noqa=False)
