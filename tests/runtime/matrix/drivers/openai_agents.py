"""openai-agents: an agent whose model is an OpenAI client's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm import tag

from ..driver import TAGS, Driver, Where, header_tags, sdk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MODEL = "gpt-5.4-mini"


def _open(where: Where) -> Any:
    agents = sdk("agents")
    agents.set_tracing_disabled(True)
    client = sdk("openai").AsyncOpenAI(
        base_url=f"{where.url}/v1",
        api_key="k",
        max_retries=where.retries,
        timeout=where.timeout,
    )
    model = agents.OpenAIResponsesModel(MODEL, openai_client=client)
    return tag(agents.Agent(name="helper", model=model), **TAGS)


def _run_sync(agent: Any) -> Any:
    return sdk("agents").Runner.run_sync(agent, "?")


def _run(agent: Any) -> Any:
    return sdk("agents").Runner.run(agent, "?")


async def _run_streamed(agent: Any) -> AsyncIterator[Any]:
    """What the model says in a run; who leaves has to cancel the run, which goes on otherwise."""
    run = sdk("agents").Runner.run_streamed(agent, "?")
    try:
        async for event in run.stream_events():
            if event.type == "raw_response_event":
                yield event
    finally:
        run.cancel()


def _driver(is_async: bool) -> Driver:
    return Driver(
        sdk="openai-agents",
        provider="openai",
        model=MODEL,
        package="agents",
        is_async=is_async,
        open=_open,
        ask=_run if is_async else _run_sync,
        stream=_run_streamed if is_async else None,
        tags=header_tags,
    )


DRIVERS = [_driver(is_async=False), _driver(is_async=True)]
