from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untagged_llm.suppress.comments import comments
from untagged_llm.suppress.source import suppressions


def test_a_comment_inside_a_string_does_not_count() -> None:
    assert comments('x = "# noqa"\ny = """\n# noqa\n"""\n') == ()


def test_a_comment_knows_its_place() -> None:
    (comment,) = comments("x = 1  # why\n")
    assert (comment.line, comment.column, comment.end_column, comment.text) == (1, 8, 13, "# why")
    assert not comment.alone


def test_lone_comments_point_at_the_next_line_of_code() -> None:
    found = comments("# a\n# b\nx = 1\n")
    assert [(c.alone, c.next_line) for c in found] == [(True, 3), (True, 3)]


def test_a_comment_after_a_long_string_belongs_to_its_first_line_too() -> None:
    (comment,) = comments('x = """\n\n"""  # c\n')
    assert (comment.first_line, comment.line) == (1, 3)


def test_only_comments_and_a_docstring_stand_before_code() -> None:
    found = comments('# a\n"""doc"""\n# b\nimport os\n# c\n')
    assert [c.before_code for c in found] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    ["x = (  # noqa\n", "'open  # noqa\n", '"""open  # noqa\n', "  x\n y # noqa\n", "\x00 # noqa"],
)
def test_what_cannot_be_tokenized_has_no_comments(text: str) -> None:
    assert comments(text) == ()


def test_lines_are_counted_as_python_counts_them() -> None:
    assert [c.line for c in comments("x = 1\r\ny = 2\r# c\n")] == [3]


@given(st.text(alphabet=st.sampled_from("#ab'\"\\\n\r\t ()[]:=\x0cé")))
def test_no_text_is_too_odd(text: str) -> None:
    for comment in comments(text):
        assert comment.text.startswith("#")
        assert 1 <= comment.first_line <= comment.line


@given(st.text())
def test_no_file_is_too_odd_for_suppressions(text: str) -> None:
    suppressions("# untagged: " + text)
    suppressions("# noqa:" + text)
