"""LangChain's models, tagged: through the provider's client inside them."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from untagged_llm import configure, flush, tag
from untagged_llm.runtime import underway
from untagged_llm.runtime.errors import TagError, UnownedRequestError

if TYPE_CHECKING:
    from runtime.provider import FakeProvider, Request
    from untagged_llm.runtime.event import UsageEvent

pytest.importorskip("langchain_openai")

TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


def chat(url: str) -> Any:
    kind = import_module("langchain_openai").ChatOpenAI
    return kind(model="gpt-5.4-mini", base_url=f"{url}/v1", api_key="k", max_retries=0)


def team(request: Request) -> str | None:
    return request.headers.get("x-owner-team")


def test_two_models_that_share_connections_keep_their_owners(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    url = provider.url()
    first, second = tag(chat(url), **TAGS), tag(chat(url), **TAGS | {"team_id": "ads"})
    for model in (first, second, first):
        model.invoke("?")
    flush()
    assert [team(request) for request in provider.requests] == ["search", "ads", "search"]
    assert [event.tags["team_id"] for event in events] == ["search", "ads", "search"]


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke"])
def test_metadata_of_a_run_is_its_owner_and_nobody_elses(
    provider: FakeProvider, events: list[UsageEvent], way: str
) -> None:
    model = tag(chat(provider.url()), **TAGS)
    config = {"metadata": {"feature": "answer", "team": "ads"}}
    if way == "ainvoke":
        asyncio.run(model.ainvoke("?", config=config))
    else:
        list(getattr(model, way)("?", config=config))
    model.invoke("?")
    flush()
    assert [team(request) for request in provider.requests] == ["ads", "search"]
    assert [event.tags.get("feature") for event in events] == ["answer", None]


def test_a_chain_is_tagged_through_its_models(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    prompts = import_module("langchain_core.prompts")
    prompt = prompts.ChatPromptTemplate.from_template("{question}")
    chain = tag(prompt | chat(provider.url()).bind(stop=["x"]), **TAGS)
    chain.invoke({"question": "?"})
    flush()
    assert team(provider.requests[0]) == "search"
    assert len(events) == 1


def test_fallbacks_are_owned_like_the_first(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    kind = import_module("langchain_openai").ChatOpenAI
    other = kind(model="gpt-5.4-nano", base_url=f"{provider.url()}/v1", api_key="k")
    both = tag(chat(provider.url("500")).with_fallbacks([other]), **TAGS)
    both.invoke("?")
    flush()
    assert [team(request) for request in provider.requests] == ["search", "search"]
    assert [event.status for event in events] == ["error", "success"]
    assert [event.request_model for event in events] == ["gpt-5.4-mini", "gpt-5.4-nano"]


def test_embeddings_are_owned(provider: FakeProvider, events: list[UsageEvent]) -> None:
    kind = import_module("langchain_openai").OpenAIEmbeddings
    embeddings = kind(
        model="text-embedding-3-small",
        base_url=f"{provider.url()}/v1",
        api_key="k",
        check_embedding_ctx_length=False,
    )
    tag(embeddings, **TAGS).embed_query("x")
    flush()
    assert team(provider.requests[0]) == "search"
    assert [event.operation for event in events] == ["embeddings"]


@pytest.mark.parametrize("way", ["invoke", "stream"])
def test_bedrock_inside_langchain_carries_its_own_metadata(
    provider: FakeProvider, events: list[UsageEvent], way: str
) -> None:
    kind = pytest.importorskip("langchain_aws").ChatBedrockConverse
    model = kind(
        model="eu.amazon.nova-lite-v1:0",
        region_name="eu-central-1",
        endpoint_url=provider.url(),
        aws_access_key_id="a",
        aws_secret_access_key="s",
    )
    list(getattr(tag(model, **TAGS), way)("?"))
    flush()
    assert provider.requests[0].body["requestMetadata"] == TAGS
    assert [(event.status, event.usage_source) for event in events] == [("success", "provider")]


@pytest.mark.parametrize("way", ["invoke", "stream"])
def test_gemini_inside_langchain_is_owned(
    provider: FakeProvider, events: list[UsageEvent], way: str
) -> None:
    kind = pytest.importorskip("langchain_google_genai").ChatGoogleGenerativeAI
    model = kind(model="gemini-2.5-flash", google_api_key="k", base_url=provider.url())
    list(getattr(tag(model, **TAGS), way)("?"))
    flush()
    assert team(provider.requests[0]) == "search"
    assert [(event.status, event.provider) for event in events] == [("success", "gcp.gemini")]


def a_model_of_ones_own(**usage: Any) -> Any:
    """A model that asks nobody: it has no client, as those that speak another protocol."""
    models = import_module("langchain_core.language_models.fake_chat_models")
    messages = import_module("langchain_core.messages")
    said = messages.AIMessage(
        "hello", usage_metadata=usage or None, response_metadata={"model_name": "gpt-5.4-mini"}
    )
    return models.GenericFakeChatModel(messages=iter([said] * 9))


def test_a_model_without_a_client_is_metered_by_the_callback(events: list[UsageEvent]) -> None:
    model = tag(a_model_of_ones_own(input_tokens=9, output_tokens=2, total_tokens=11), **TAGS)
    model.invoke("?", config={"metadata": {"feature": "answer"}})
    flush()
    assert [event.status for event in events] == ["success"]
    assert events[0].usage is not None
    assert (events[0].usage.input_tokens, events[0].usage.output_tokens) == (9, 2)
    assert dict(events[0].tags) == {**TAGS, "feature": "answer"}


def test_a_run_without_usage_says_that_it_is_missing(events: list[UsageEvent]) -> None:
    tag(a_model_of_ones_own(), **TAGS).invoke("?")
    flush()
    assert [(event.status, event.usage_source) for event in events] == [("success", "missing")]


def test_a_callback_alone_owns_a_run(provider: FakeProvider, events: list[UsageEvent]) -> None:
    callback = import_module("untagged_llm.runtime.adapters.langchain_callback").OwnerCallback
    model = chat(provider.url())
    model.invoke("?", config={"callbacks": [callback(**TAGS)]})
    flush()
    assert [dict(event.tags) for event in events] == [TAGS]
    assert events[0].usage is not None
    assert events[0].usage.input_tokens == provider.billed.input_tokens
    assert (events[0].provider, events[0].request_model) == ("openai", "gpt-5.4-mini")


def test_a_callback_over_a_tagged_client_records_nothing_twice(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    callback = import_module("untagged_llm.runtime.adapters.langchain_callback").OwnerCallback
    model = tag(chat(provider.url()), **TAGS)
    model.invoke("?", config={"callbacks": [callback(feature="answer")]})
    underway.give_up()  # nor when the process ends
    flush()
    assert [event.tags["feature"] for event in events] == ["answer"]


def test_a_refusal_of_the_callback_reaches_the_application(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    callback = import_module("untagged_llm.runtime.adapters.langchain_callback").OwnerCallback
    configure(on_missing="raise")
    with pytest.raises(UnownedRequestError, match="a LangChain model"):
        chat(provider.url()).invoke("?", config={"callbacks": [callback(team_id="search")]})
    assert provider.requests == []


def test_what_holds_no_model_is_refused_by_name() -> None:
    prompts = import_module("langchain_core.prompts")
    with pytest.raises(TagError, match="no model in this ChatPromptTemplate"):
        tag(prompts.ChatPromptTemplate.from_template("?"), **TAGS)
