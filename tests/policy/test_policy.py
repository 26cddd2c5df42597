from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untagged_llm.policy import Settings
from untagged_llm.policy.reaches import RANKS
from untagged_llm.policy.tags import TAGS

from .sites import OWNER, judge, judge_site, site, traced, use

if TYPE_CHECKING:
    from untagged_llm.model import CarrierUse, Level

REQUIRED = ("team_id", "service_name", "project_id")
LEVELS: tuple[Level, ...] = ("call", "derive", "construct", "module", "ambient")


def accepting(*reaches: str) -> Settings:
    return Settings(root=Path(), accept=frozenset(reaches))


def test_nothing_given_is_unowned() -> None:
    ownership = judge()
    assert ownership.status == "unowned"
    assert ownership.missing == REQUIRED
    assert ownership.reach == ""


def test_all_required_tags_are_owned_in_any_spelling() -> None:
    ownership = judge(use({"x-owner-team": "search", "X-Owner-Product": "qa", "projectId": "p1"}))
    assert ownership.status == "owned"
    assert ownership.tags == OWNER
    assert ownership.reach == "http-header"


def test_tags_of_all_levels_are_united() -> None:
    ownership = judge(
        use({"x-owner-project": "p1"}, "extra_headers", level="call"),
        use({"x-owner-service": "qa"}, level="construct"),
        use({"team": "search"}, "owner", sdk="untagged_llm", level="ambient"),
    )
    assert ownership.status == "owned"
    assert ownership.tags == OWNER


@pytest.mark.parametrize("outer", LEVELS[1:])
def test_the_innermost_level_says_the_value(outer: Level) -> None:
    inner = LEVELS[LEVELS.index(outer) - 1]
    ownership = judge(use({"team": "outer"}, level=outer), use({"team": "inner"}, level=inner))
    assert ownership.tags == {"team_id": "inner"}


def test_an_owner_beats_the_clients_tag_and_neither_replaces_a_header() -> None:
    tagged = use({"team": "client"}, "tag", sdk="untagged_llm", level="derive")
    ambient = use({"team": "owner"}, "owner", sdk="untagged_llm", level="ambient")
    header = use({"x-owner-team": "header"}, level="module")
    assert judge(tagged, ambient).tags == {"team_id": "owner"}
    assert judge(tagged, ambient, header).tags == {"team_id": "header"}


@pytest.mark.parametrize(
    ("sdk", "callable", "status"),
    [
        ("groq", "groq.Groq.chat.completions.create", "owned"),
        ("bedrock", "boto3.client.converse", "owned"),
        ("raw-http", "httpx.Client.post", "owned"),
        ("raw-http", "requests.post", "unowned"),
        ("vertexai", "vertexai.GenerativeModel.generate_content", "unowned"),
        ("cartesia", "cartesia.Cartesia.tts.bytes", "unverifiable"),
        ("our_wrapper", "acme.llm.ask", "owned"),
    ],
)
def test_an_owner_counts_where_the_runtime_stamps_what_is_sent(
    sdk: str, callable: str, status: str
) -> None:
    ambient = use(OWNER, "owner", sdk="untagged_llm", level="ambient")
    assert judge_site(replace(site(ambient), sdk=sdk, callable=callable)).status == status


def test_an_owner_counts_for_tagged_clients_only_where_nothing_is_patched() -> None:
    settings = Settings(root=Path(), runtime={"owner-patches": False})
    ambient = use(OWNER, "owner", sdk="untagged_llm", level="ambient")
    tagged = use({}, "tag", sdk="untagged_llm")
    assert judge(ambient, settings=settings).status == "unowned"
    assert judge(ambient, tagged, settings=settings).status == "owned"


def test_a_value_known_at_run_time_counts_as_given() -> None:
    ownership = judge(use({**OWNER, "team_id": None}))
    assert ownership.status == "owned"
    assert ownership.tags["team_id"] is None


def test_an_empty_value_is_missing() -> None:
    ownership = judge(use({**OWNER, "team_id": " "}))
    assert ownership.status == "partial"
    assert ownership.missing == ("team_id",)


def test_an_empty_header_of_the_call_hides_that_of_the_client() -> None:
    ownership = judge(
        use({"X-Owner-Team": ""}, "extra_headers", level="call"), use({"x-owner-team": "search"})
    )
    assert ownership.tags == {}
    assert ownership.reach == ""


def test_some_required_tags_are_partial_in_the_policys_order() -> None:
    ownership = judge(use({"service": "qa"}))
    assert ownership.status == "partial"
    assert ownership.missing == ("team_id", "project_id")


def test_optional_tags_alone_own_nothing() -> None:
    ownership = judge(use({"feature": "answer"}))
    assert ownership.status == "unowned"
    assert ownership.tags == {"feature": "answer"}


def test_keys_that_are_no_tags_are_left_out() -> None:
    assert judge(use({"User-Agent": "x", "authorization": None})).tags == {}


def test_an_open_mapping_is_unverifiable() -> None:
    ownership = judge(use({"team": "search"}, open=True))
    assert ownership.status == "unverifiable"
    assert ownership.open


def test_an_open_mapping_with_everything_needed_is_owned() -> None:
    assert judge(use(OWNER, open=True)).status == "owned"


def test_open_arguments_are_unverifiable() -> None:
    assert judge_site(site(open_arguments=True)).status == "unverifiable"


def test_open_arguments_hide_nothing_where_no_argument_takes_tags() -> None:
    assert judge_site(site(open_arguments=True, accepts=())).status == "unowned"


def test_an_open_mapping_that_stays_local_opens_nothing() -> None:
    local = use({}, "metadata", "local-trace", sdk="langchain_openai", open=True)
    assert judge(local).status == "unowned"


def test_tags_that_stay_local_are_traced_only() -> None:
    ownership = judge(traced(OWNER))
    assert ownership.status == "traced-only"
    assert ownership.tags == {}
    assert ownership.missing == REQUIRED
    assert ownership.reach == "local-trace"


def test_optional_tags_that_stay_local_are_unowned() -> None:
    assert judge(traced({"feature": "answer"})).status == "unowned"


def test_tags_that_stay_local_count_when_the_policy_says_so() -> None:
    assert judge(traced(OWNER), settings=accepting("local-trace")).status == "owned"


def test_a_reach_that_is_not_accepted_does_not_count() -> None:
    assert judge(use(OWNER), settings=accepting("billing")).status == "traced-only"


def test_the_reach_is_the_farthest_that_carries_a_tag() -> None:
    ownership = judge(
        use({"team": "search"}), use({}, "x", "billing"), use({"env": "prod"}, "y", "gateway")
    )
    assert ownership.reach == "gateway"


@pytest.mark.parametrize(
    ("store", "status"),
    [
        ({}, "unowned"),
        ({"store": "False"}, "unowned"),
        ({"store": "True"}, "owned"),
        ({"store": None}, "unverifiable"),
    ],
)
def test_chat_metadata_counts_only_with_store(store: dict[str, str | None], status: str) -> None:
    metadata = use(OWNER, "metadata_chat", "provider-log", level="call")
    assert judge_site(site(metadata, arguments=store)).status == status


def test_chat_metadata_may_get_its_store_from_a_spread() -> None:
    metadata = use(OWNER, "metadata_chat", "provider-log", level="call")
    assert judge_site(site(metadata, open_arguments=True)).status == "unverifiable"


def test_a_carrier_without_free_keys_carries_nothing() -> None:
    body = use(OWNER, "extra_body", "body", sdk="anthropic", level="call")
    assert judge(body).status == "unowned"


def test_a_carrier_without_free_keys_opens_nothing() -> None:
    body = use({}, "extra_body", "body", sdk="anthropic", level="call", open=True)
    assert judge(body).status == "unowned"


@pytest.mark.parametrize(
    "stranger",
    [use(OWNER, "nobody", sdk="openai"), use(OWNER, "metadata", "gateway", sdk="wrapper")],
)
def test_a_carrier_that_no_table_has_is_believed(stranger: CarrierUse) -> None:
    assert judge(stranger).status == "owned"


def test_the_policys_own_spellings_count() -> None:
    settings = Settings(
        root=Path(), required=("team_id", "bu"), spellings={"squad": "team_id", "dept": "bu"}
    )
    ownership = judge(use({"X-Squad": "search", "dept": "12"}), settings=settings)
    assert ownership.status == "owned"
    assert ownership.tags == {"team_id": "search", "bu": "12"}


def test_a_plain_tag_beats_what_a_gateway_would_read() -> None:
    ownership = judge(use({"X-Title": "My App", "x-owner-service": "qa"}))
    assert ownership.tags == {"service_name": "qa"}


def test_a_packed_header_known_at_run_time_is_unverifiable() -> None:
    assert judge(use({"x-portkey-metadata": None})).status == "unverifiable"


KEYS = st.sampled_from([*TAGS, "x-owner-team", "Helicone-Property-Team", "x-portkey-metadata", "?"])
VALUES = st.none() | st.sampled_from(["", "a", '{"team": "b"}'])
USES = st.builds(
    use,
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.sampled_from(["default_headers", "metadata_chat", "nobody"]),
    st.sampled_from(list(RANKS)),
    level=st.sampled_from(LEVELS),
    open=st.booleans(),
    sdk=st.sampled_from(["openai", "anthropic", "nobody"]),
)


@given(st.lists(USES, max_size=4), st.booleans())
def test_any_site_gets_a_consistent_ownership(uses: list[CarrierUse], spread: bool) -> None:
    ownership = judge_site(site(*uses, open_arguments=spread))
    assert set(ownership.tags) <= set(TAGS)
    assert all(value is None or value.strip() for value in ownership.tags.values())
    assert ownership.missing == tuple(key for key in REQUIRED if key not in ownership.tags)
    assert (ownership.status == "owned") == (not ownership.missing)
    assert ownership.status != "unverifiable" or ownership.open
    assert ownership.reach or not ownership.tags
    assert ownership.tags or ownership.reach in ("", "local-trace")


@given(st.lists(USES, max_size=4), USES)
def test_one_more_outer_carrier_takes_no_tag_away(uses: list[CarrierUse], more: CarrierUse) -> None:
    outermost = use({tag.key: tag.value for tag in more.tags}, level="ambient")
    before, after = judge(*uses), judge(*uses, outermost)
    assert before.tags.items() <= after.tags.items()
