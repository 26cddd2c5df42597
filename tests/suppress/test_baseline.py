from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppress.making import finding
from untagged_llm.suppress.baseline import Baseline, BaselineError, parse, render

if TYPE_CHECKING:
    from untagged_llm.model import Finding


def test_the_file_is_one_sorted_line_each() -> None:
    text = render([finding(9, site="bb"), finding(1, "ULM101", path="my app.py", site="aa")])
    assert text.splitlines() == [
        "# untagged-llm baseline: findings that do not fail. Mend them; do not add to them.",
        "ULM101 aa my%20app.py openai.OpenAI",
        "ULM102 bb app.py openai.OpenAI",
    ]


def test_a_file_name_that_is_no_text_can_be_written() -> None:
    assert "ULM102 s1 x%FF.py openai.OpenAI\n" in render([finding(path="x\udcff.py")])


def test_a_known_finding_may_move() -> None:
    baseline = parse(render([finding(1)]), "b")
    assert baseline.split([finding(99, path="moved.py")]) == ([], [finding(99, path="moved.py")])


def test_another_code_at_the_same_site_is_new() -> None:
    new, known = parse(render([finding(1)]), "b").split([finding(1, "ULM101")])
    assert (len(new), len(known)) == (1, 0)


def test_of_two_findings_with_one_id_as_many_are_known_as_there_are_lines() -> None:
    once = parse(render([finding(1)]), "b")
    assert [len(part) for part in once.split([finding(1), finding(2)])] == [1, 1]
    twice = parse(render([finding(1), finding(2)]), "b")
    assert [len(part) for part in twice.split([finding(1), finding(2)])] == [0, 2]


def test_findings_without_a_site_are_never_known() -> None:
    assert "ULM102" not in render([finding(1, site="")])
    assert Baseline().split([finding(1, site="")])[1] == []


@pytest.mark.parametrize(
    "line", ["<<<<<<< ours", "ULM102", "ULM102 a b", "E501 a b c", "ULM102 a b c d"]
)
def test_a_malformed_line_is_named(line: str) -> None:
    with pytest.raises(BaselineError) as caught:
        parse(f"# head\n\n{line}\n", "baseline.txt")
    said = str(caught.value)
    assert said.startswith("baseline.txt:3: not a baseline line (CODE site_id path callable): ")
    assert said.endswith("write the file again with --write-baseline")


@given(
    st.lists(
        st.builds(
            finding,
            code=st.sampled_from(["ULM101", "ULM102"]),
            path=st.text(min_size=1).filter(lambda text: text.isprintable()),
            site=st.text("0123456789abcdef", min_size=1, max_size=3),
        )
    )
)
def test_what_was_written_is_known_when_read(found: list[Finding]) -> None:
    new, known = parse(render(found), "b").split(found)
    assert (new, known) == ([], found)
