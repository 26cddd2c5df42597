"""openai-agents, tagged: agents, models, providers and run configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from untagged_llm import flush, tag
from untagged_llm.runtime.errors import TagError

agents: Any = pytest.importorskip("agents")

if TYPE_CHECKING:
    from runtime.provider import FakeProvider
    from untagged_llm.runtime.event import UsageEvent

TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


@pytest.fixture(autouse=True)
def no_traces() -> None:
    agents.set_tracing_disabled(True)


def openai_client(provider: FakeProvider) -> Any:
    openai = pytest.importorskip("openai")
    return openai.AsyncOpenAI(base_url=f"{provider.url()}/v1", api_key="k")


def check(provider: FakeProvider, events: list[UsageEvent]) -> None:
    flush()
    assert [request.headers.get("x-owner-team") for request in provider.requests] == ["search"]
    assert [(event.status, event.usage_source) for event in events] == [("success", "provider")]


@pytest.mark.parametrize("kind", ["OpenAIResponsesModel", "OpenAIChatCompletionsModel"])
def test_an_agents_model_is_owned(
    provider: FakeProvider, events: list[UsageEvent], kind: str
) -> None:
    model = getattr(agents, kind)("gpt-5.4-mini", openai_client=openai_client(provider))
    agent = agents.Agent(name="helper", model=model)
    assert tag(agent, **TAGS) is agent
    agents.Runner.run_sync(agent, "?")
    check(provider, events)


def test_an_agent_that_only_names_its_model_gets_it(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    agents.set_default_openai_client(openai_client(provider), use_for_tracing=False)
    agent = tag(agents.Agent(name="helper", model="gpt-5.4-mini"), **TAGS)
    agents.Runner.run_sync(agent, "?")
    check(provider, events)


def test_a_provider_hands_out_owned_models(
    provider: FakeProvider, events: list[UsageEvent]
) -> None:
    models = tag(agents.OpenAIProvider(openai_client=openai_client(provider)), **TAGS)
    run = agents.RunConfig(model_provider=models)
    agent = agents.Agent(name="helper", model="gpt-5.4-mini")
    agents.Runner.run_sync(agent, "?", run_config=run)
    check(provider, events)


def test_a_run_configuration_is_owned(provider: FakeProvider, events: list[UsageEvent]) -> None:
    models = agents.OpenAIProvider(openai_client=openai_client(provider))
    run = tag(agents.RunConfig(model_provider=models), **TAGS)
    agent = agents.Agent(name="helper", model="gpt-5.4-mini")
    agents.Runner.run_sync(agent, "?", run_config=run)
    check(provider, events)


def test_something_else_is_refused_by_name() -> None:
    with pytest.raises(TagError, match="takes no ModelSettings"):
        tag(agents.ModelSettings(), **TAGS)
