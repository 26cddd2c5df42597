"""LangChain: its models for OpenAI and Anthropic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm import tag

from ..driver import TAGS, Driver, Where, header_tags, sdk

if TYPE_CHECKING:
    from collections.abc import Callable


def _openai(where: Where) -> Any:
    model = sdk("langchain_openai").ChatOpenAI(
        model="gpt-5.4-mini",
        base_url=f"{where.url}/v1",
        api_key="k",
        max_retries=where.retries,
        timeout=where.timeout,
    )
    return tag(model, **TAGS)


def _anthropic(where: Where) -> Any:
    model = sdk("langchain_anthropic").ChatAnthropic(
        model="claude-haiku-4-5",
        base_url=where.url,
        api_key="k",
        max_retries=where.retries,
        timeout=where.timeout,
        max_tokens=9,
    )
    return tag(model, **TAGS)


def _driver(provider: str, model: str, open: Callable[[Where], Any], is_async: bool) -> Driver:
    return Driver(
        sdk=f"langchain {provider}",
        provider=provider,
        model=model,
        package=f"langchain_{provider}",
        is_async=is_async,
        open=open,
        ask=lambda llm: llm.ainvoke("?") if is_async else llm.invoke("?"),
        stream=lambda llm: llm.astream("?") if is_async else llm.stream("?"),
        tags=header_tags,
    )


DRIVERS = [
    _driver("openai", "gpt-5.4-mini", _openai, is_async=False),
    _driver("openai", "gpt-5.4-mini", _openai, is_async=True),
    _driver("anthropic", "claude-haiku-4-5", _anthropic, is_async=False),
    _driver("anthropic", "claude-haiku-4-5", _anthropic, is_async=True),
]
