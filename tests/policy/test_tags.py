from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untagged_llm.policy.tags import TAGS, Vocabulary, canonical


@pytest.mark.parametrize(
    ("key", "tag"),
    [
        ("team_id", "team_id"),
        ("team", "team_id"),
        ("Team-Id", "team_id"),
        ("X-Team-Id", "team_id"),
        ("teamId", "team_id"),
        ("TEAM_ID", "team_id"),
        ("x-owner-team", "team_id"),
        ("x-owner-service", "service_name"),
        ("X-Owner-Product", "service_name"),
        ("service", "service_name"),
        ("x-owner-project", "project_id"),
        ("x-owner-env", "environment"),
        ("env", "environment"),
        ("x-trace-id", "trace_id"),
        ("x-owner-cost-center", "cost_center"),
        ("owner_team", "team_id"),
    ],
)
def test_spellings_of_a_tag(key: str, tag: str) -> None:
    assert canonical(key) == tag


@pytest.mark.parametrize(
    "key", ["", "product", "steam", "teams", "owner", "x-request-id", "user", "OpenAI-Project"]
)
def test_other_keys_are_no_tags(key: str) -> None:
    assert canonical(key) is None


@given(
    st.sampled_from(list(TAGS)),
    st.sampled_from(["", "x-", "X_", "owner-", "x-owner-"]),
    st.sampled_from(["-", "_", ".", ""]),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_case_separators_and_prefixes_never_matter(
    tag: str, prefix: str, separator: str, case: type[str]
) -> None:
    assert canonical(case(prefix + tag.replace("_", separator))) == tag


@given(st.text())
def test_any_text_is_a_tag_or_none(text: str) -> None:
    tag = canonical(text)
    assert tag is None or canonical(tag) == tag


@given(st.text())
def test_a_policys_vocabulary_only_adds(text: str) -> None:
    known = canonical(text)
    assert known is None or Vocabulary({"squad": "team_id"}).canonical(text) == known


def test_own_spellings_take_the_same_prefixes() -> None:
    words = Vocabulary({"squad": "team"})
    assert words.canonical("X-Owner-Squad") == "team_id"
    assert canonical("squad") is None
