from __future__ import annotations

from pathlib import Path

from untagged_llm.policy.settings import Settings

from .sites import call, construct, found, messages, ownership, use

CLIENT = Settings(root=Path(), enforce="client")
CALL = Settings(root=Path(), enforce="call")


def test_an_unowned_client_is_reported_and_its_calls_are_not() -> None:
    client = construct()
    one, two = call(client=client, line=2), call(client=client, line=3)
    assert len(found("ULM101", client, one, two)) == 1
    assert found("ULM102", client, one, two) == []


def test_a_client_without_calls_is_reported() -> None:
    assert len(found("ULM101", construct())) == 1


def test_a_client_whose_every_call_is_owned_is_not_reported() -> None:
    client = construct()
    hidden = use({}, carrier="extra_headers", level="call", open=True)
    calls = [
        call("owned", client=client, line=2),
        call("unverifiable", client=client, line=3, carriers=(hidden,)),
        call("unverifiable", client=client, line=4, open_arguments=True),
    ]
    assert found("ULM101", client, *calls) == []


def test_a_client_that_may_be_another_tagged_one_is_still_reported() -> None:
    client = construct()
    elsewhere = use({}, open=True, level="construct")
    one = call("unverifiable", client=client, carriers=(elsewhere,))
    assert len(found("ULM101", client, one)) == 1


def test_a_client_with_one_unowned_call_answers_for_it() -> None:
    client = construct()
    calls = [call("owned", client=client, line=2), call(client=client, line=3)]
    assert len(found("ULM101", client, *calls)) == 1
    assert found("ULM102", client, *calls) == []


def test_a_client_that_takes_no_tags_leaves_the_answer_to_its_calls() -> None:
    client = construct(sdk="bedrock", text="client", accepts=())
    one = call(client=client, sdk="bedrock", target="client.converse", text="bedrock.converse")
    assert found("ULM101", client, one) == []
    assert len(found("ULM102", client, one)) == 1


def test_a_client_that_takes_only_what_stays_local_leaves_the_answer_to_its_calls() -> None:
    client = construct(sdk="langchain_cohere", text="ChatCohere", accepts=("metadata", "tags"))
    one = call(client=client, sdk="langchain_cohere", text="llm.invoke", accepts=("config",))
    assert found("ULM101", client, one) == []
    assert [finding.message for finding in found("ULM102", client, one)] == [
        "llm.invoke() has no owner: it takes no ownership metadata; "
        "send it through a gateway that adds the owner"
    ]


def test_a_policy_that_accepts_local_traces_asks_for_them() -> None:
    local = Settings(root=Path(), accept=frozenset({"local-trace"}))
    client = construct(sdk="langchain_cohere", text="ChatCohere", accepts=("metadata", "tags"))
    assert messages("ULM101", client, settings=local) == [
        "ChatCohere() has no owner: "
        'pass metadata={"team_id": ..., "service_name": ..., "project_id": ...}'
    ]


def test_a_call_whose_client_is_unknown_is_reported() -> None:
    assert len(found("ULM102", call())) == 1


def test_a_call_that_loses_the_tags_of_its_owned_client_is_reported() -> None:
    client = construct("owned")
    one = call(client=client)
    assert [finding.related[0].message for finding in found("ULM102", client, one)] == [
        "built here without an owner"
    ]


def test_unverifiable_is_never_reported_as_missing() -> None:
    client = construct("unverifiable")
    assert found("ULM101", client) == []
    assert found("ULM102", call("unverifiable")) == []


def test_enforce_client_reports_the_client_even_when_calls_are_owned() -> None:
    client = construct()
    owned = call("owned", client=client)
    assert len(found("ULM101", client, owned, settings=CLIENT)) == 1


def test_enforce_client_asks_a_call_only_when_its_client_cannot_answer() -> None:
    client = construct("owned")
    deaf = construct(accepts=(), line=9)
    assert found("ULM102", client, call(client=client), settings=CLIENT) == []
    assert len(found("ULM102", deaf, call(client=deaf), settings=CLIENT)) == 1
    assert len(found("ULM102", call(), settings=CLIENT)) == 1


def test_enforce_call_never_reports_a_construction() -> None:
    assert found("ULM101", construct(), settings=CALL) == []


def test_enforce_call_does_not_count_what_the_client_was_given() -> None:
    client = construct("owned")
    given = use({"x-owner-team": "a", "x-owner-service": "b", "x-owner-project": "c"})
    one = call("owned", client=client, carriers=(given,))
    assert len(found("ULM102", client, one, settings=CALL)) == 1


def test_enforce_call_counts_what_the_call_was_given() -> None:
    tags = {"x-owner-team": "a", "x-owner-service": "b", "x-owner-project": "c"}
    given = use(tags, carrier="extra_headers", level="call")
    assert found("ULM102", call("owned", carriers=(given,)), settings=CALL) == []


def test_a_partly_owned_client_is_incomplete_and_not_untagged() -> None:
    partial = construct("partial", tags={"team_id": "search"})
    assert found("ULM101", partial) == []
    assert messages("ULM103", partial) == [
        "OpenAI() has no service_name or project_id: "
        'pass default_headers={"x-owner-service": ..., "x-owner-project": ...}'
    ]


def test_a_call_is_not_incomplete_when_its_client_is_reported_for_it() -> None:
    client = construct("partial", tags={"team_id": "search"})
    one = call("partial", client=client, tags={"team_id": "search"})
    assert [finding.kind for finding in found("ULM103", client, one)] == ["construct"]


def test_the_hand_made_ownership_names_what_is_missing() -> None:
    assert ownership("partial", {"team_id": "a"}).missing == ("service_name", "project_id")
