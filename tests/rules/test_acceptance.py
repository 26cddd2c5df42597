"""ULM106: what providers drop, reject or limit."""

from __future__ import annotations

import pytest

from untagged_llm.model import Argument, Judged

from .sites import call, construct, literals, messages, place, use

TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


def chat(**arguments: str) -> Judged:
    given = use(TAGS, carrier="metadata_chat", reach="provider-log", level="call")
    return call(carriers=(given,), arguments=literals(**arguments))


def test_openai_chat_metadata_is_rejected_without_store() -> None:
    assert messages("ULM106", chat()) == [
        "metadata is rejected without store=True: send headers instead"
    ]
    assert messages("ULM106", chat(store="False")) == [
        "metadata is rejected without store=True: send headers instead"
    ]


def test_openai_chat_metadata_with_store_is_fine() -> None:
    assert messages("ULM106", chat(store="True")) == []


def test_a_store_that_is_not_known_is_not_judged() -> None:
    given = use(TAGS, carrier="metadata_chat", reach="provider-log", level="call")
    dynamic = {"store": Argument("dynamic", None, place(2))}
    assert messages("ULM106", call(carriers=(given,), arguments=dynamic)) == []
    assert messages("ULM106", call(carriers=(given,), open_arguments=True)) == []


def test_a_condition_is_read_as_the_registry_words_it() -> None:
    given = use(TAGS, carrier="extra_body", sdk="langchain_openai", reach="body")
    facts = {"sdk": "langchain_openai", "text": "ChatOpenAI", "carriers": (given,)}
    stored = construct("owned", arguments=literals(store="True"), **facts)  # type: ignore[arg-type]
    assert messages("ULM106", stored) == []
    assert messages("ULM106", construct(**facts)) == [  # type: ignore[arg-type]
        "extra_body is rejected without store=True: send headers instead"
    ]


def anthropic(*keys: str) -> Judged:
    inner = {f"metadata.{key}": Argument("literal", "x", place(2)) for key in keys}
    return call(
        sdk="anthropic",
        target="Anthropic.messages.create",
        text="client.messages.create",
        arguments={"metadata": Argument("mapping", None, place(2)), **inner},
    )


def test_anthropic_metadata_takes_only_user_id() -> None:
    assert messages("ULM106", anthropic("user_id", "team_id")) == [
        "client.messages.create() takes only user_id in metadata, not team_id: send headers instead"
    ]
    assert messages("ULM106", anthropic("user_id")) == []


def test_openai_embeddings_have_no_metadata() -> None:
    one = call(
        target="OpenAI.embeddings.create",
        text="client.embeddings.create",
        call_kind="embedding",
        arguments={"metadata": Argument("mapping", None, place(2))},
    )
    assert messages("ULM106", one) == [
        "client.embeddings.create() takes no metadata: drop it, the call fails or ignores it"
    ]


def test_openai_takes_sixteen_pairs() -> None:
    many = {f"key{number}": "v" for number in range(17)}
    given = use(many, carrier="metadata", reach="provider-log", level="call")
    assert messages("ULM106", call(carriers=(given,))) == [
        "metadata holds 17 pairs, the provider takes 16"
    ]


def test_a_value_that_is_too_long_is_named_by_its_key() -> None:
    given = use({"note": "x" * 513}, carrier="metadata", reach="provider-log", level="call")
    assert messages("ULM106", call(carriers=(given,))) == [
        "metadata value of 'note' has 513 characters, the provider takes 512"
    ]


def bedrock(value: str) -> Judged:
    given = use(
        {"team": value},
        carrier="request_metadata",
        sdk="bedrock",
        reach="invocation-log",
        level="call",
    )
    return call(sdk="bedrock", target="client.converse", carriers=(given,))


@pytest.mark.parametrize("value", ["search & ads", "größe", "a;b"])
def test_bedrock_request_metadata_has_its_characters(value: str) -> None:
    [message] = messages("ULM106", bedrock(value))
    assert message.startswith("request_metadata value of 'team' has ")


@pytest.mark.parametrize("value", ["search-ads", "a b:c_d@e$f#g=h/i+j,k-l.m", "A1"])
def test_bedrock_request_metadata_takes_what_is_documented(value: str) -> None:
    assert messages("ULM106", bedrock(value)) == []


def test_google_labels_are_lower_case() -> None:
    given = use(
        {"team": "Search"}, carrier="labels", sdk="google_genai", reach="billing", level="call"
    )
    one = call(sdk="google_genai", target="Client.models.generate_content", carriers=(given,))
    [message] = messages("ULM106", one)
    assert message.startswith("labels value of 'team' has 'S', the provider takes only [a-z0-9_-]")


def test_google_labels_take_international_letters() -> None:
    given = use(
        {"team": "größe"}, carrier="labels", sdk="google_genai", reach="billing", level="call"
    )
    one = call(sdk="google_genai", target="Client.models.generate_content", carriers=(given,))
    assert messages("ULM106", one) == []


def test_headers_hold_neither_line_breaks_nor_letters_beyond_ascii() -> None:
    given = use({"x-owner-team": "a\nb", "x-owner-service": "größe", "x-owner-project": "p"})
    assert messages("ULM106", construct("owned", carriers=(given,))) == [
        "default_headers header 'x-owner-team' has a line break in its value",
        "default_headers header 'x-owner-service' has non-ASCII characters in its value",
    ]


def test_a_call_is_not_blamed_for_the_headers_of_its_client() -> None:
    given = use({"x-owner-team": "a\nb"})
    client = construct("owned", carriers=(given,))
    assert len(messages("ULM106", client, call("owned", client=client, carriers=(given,)))) == 1


def test_metadata_that_stays_local_is_explained_where_it_is_all_there_is() -> None:
    local = use(TAGS, carrier="metadata", sdk="langchain_openai", reach="local-trace")
    facts = {"sdk": "langchain_openai", "text": "ChatOpenAI"}
    traced = construct("traced-only", carriers=(local,), **facts)  # type: ignore[arg-type]
    owned = construct("owned", carriers=(local,), **facts)  # type: ignore[arg-type]
    assert messages("ULM106", traced) == [
        "metadata of ChatOpenAI() never leaves this process: pass default_headers="
        '{"x-owner-team": ..., "x-owner-service": ..., "x-owner-project": ...}'
    ]
    assert messages("ULM106", owned) == []
