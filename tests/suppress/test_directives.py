from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppress.making import finding
from untagged_llm.suppress.comments import comments
from untagged_llm.suppress.directives import Ignore, Malformed, directives


def only(text: str) -> Ignore | Malformed:
    (directive,) = directives(comments(text))
    return directive


def ignore(text: str) -> Ignore:
    directive = only(text)
    assert isinstance(directive, Ignore), directive
    return directive


def problem(text: str) -> str:
    directive = only(text)
    assert isinstance(directive, Malformed), directive
    return directive.problem


def test_every_part_is_read() -> None:
    read = ignore("f()  # untagged: ignore[ULM102, ulm3] until=2027-03-01 gateway adds it\n")
    assert read.codes == ("ULM102", "ULM3")
    assert read.until == date(2027, 3, 1)
    assert read.reason == "gateway adds it"
    assert not read.whole_file


def test_a_following_comment_is_no_reason() -> None:
    assert ignore("f()  # untagged: ignore  # pragma: no cover\n").reason == ""


def test_it_may_follow_another_comment() -> None:
    assert ignore("f()  # type: ignore # untagged: ignore[ULM102]\n").codes == ("ULM102",)


def test_without_codes_it_matches_every_code() -> None:
    assert ignore("f()  # untagged: ignore\n").matches(finding(1, "ULM301"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("f()  # untagged: ignore\n", (1, 1)),
        ("f(  # untagged: ignore\n)\n", (1, 2)),
        ("f(\n)  # untagged: ignore\n", (1, 2)),
        ("# untagged: ignore\nf()\n", (2, 2)),
        ("# untagged: ignore\n# the gateway tags it\nf()\n", (3, 3)),
        ("x = (\n    # untagged: ignore\n    f()\n)\n", (3, 3)),
        ("# untagged: ignore-file\n\n\nf()\n", (4, 4)),
        ('"""Doc."""\n# untagged: ignore-file\nf()\n', (3, 3)),
    ],
)
def test_places_where_it_acts(text: str, lines: tuple[int, int]) -> None:
    assert ignore(text).matches(finding(lines[0], end=lines[1]))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("f(\n    1,  # untagged: ignore\n)\n", (1, 3)),
        ("# untagged: ignore\n\nf()\n", (3, 3)),
        ("f()\n# untagged: ignore\n", (1, 1)),
        ("f()  # untagged: ignore\ng()\n", (2, 2)),
    ],
)
def test_places_where_it_does_not_act(text: str, lines: tuple[int, int]) -> None:
    assert not ignore(text).matches(finding(lines[0], end=lines[1]))


def test_the_last_day_still_counts() -> None:
    read = ignore("f()  # untagged: ignore until=2027-03-01\n")
    assert not read.has_expired(date(2027, 3, 1))
    assert read.has_expired(date(2027, 3, 2))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("ignroe[ULM102]", "`untagged: ignroe` is unknown: did you mean `untagged: ignore`?"),
        ("skip", "`untagged: skip` is unknown: write `untagged: ignore`"),
        ("ignore[E501]", "`E501` is not a code such as ULM102"),
        ("ignore[untagged-client]", "`untagged-client` is not a code such as ULM101"),
        ("ignore[]", "the brackets name no code: write ignore[ULM102] or ignore"),
        ("ignore until=2027-13-01", "until=2027-13-01 is not a date such as 2027-03-01"),
        ("ignore until=20270301", "until=20270301 is not a date such as 2027-03-01"),
        ("ignore until=", "until= is not a date such as 2027-03-01"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(body: str, says: str) -> None:
    assert problem(f"f()  # untagged: {body}\n") == says


def test_ignore_file_below_code_is_a_problem() -> None:
    assert "above the first statement" in problem("import os\n# untagged: ignore-file\n")


_words = st.text(alphabet="abcXYZ019 .,;()-", max_size=30).map(str.strip)
_codes = st.lists(st.from_regex(r"ULM\d{3}", fullmatch=True), max_size=3)


@given(codes=_codes, until=st.none() | st.dates(), reason=_words)
def test_what_was_written_is_what_is_read(
    codes: list[str], until: date | None, reason: str
) -> None:
    bracket = f"[{', '.join(codes)}]" if codes else ""
    when = f" until={until.isoformat()}" if until else ""
    read = ignore(f"f()  # untagged: ignore{bracket}{when} : {reason}\n")
    assert (read.codes, read.until) == (tuple(codes), until)
    assert read.reason == f": {reason}".strip()
