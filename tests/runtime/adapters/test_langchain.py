"""LangChain's models, tagged: through the provider's client inside them."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from untagged_llm import flush, tag
from untagged_llm.runtime.errors import TagError

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


def test_a_model_without_a_client_says_what_to_do() -> None:
    fakes = import_module("langchain_core.language_models")
    with pytest.raises(TagError, match="with owner"):
        tag(fakes.FakeListChatModel(responses=["a"]), **TAGS)
