"""openai: chat completions."""

from __future__ import annotations

from typing import Any

from untagged_llm import tag

from ..driver import QUESTION, TAGS, Driver, Where, header_tags, sdk

MODEL = "gpt-5.4-mini"
ASKED: dict[str, Any] = {"model": MODEL, "messages": QUESTION}


def _open(where: Where, kind: str) -> Any:
    made = getattr(sdk("openai"), kind)(
        base_url=f"{where.url}/v1",
        api_key="k",
        max_retries=where.retries,
        timeout=where.timeout,
    )
    return tag(made, **TAGS)


def _driver(kind: str, is_async: bool) -> Driver:
    return Driver(
        sdk="openai chat",
        provider="openai",
        model=MODEL,
        package="openai",
        is_async=is_async,
        open=lambda where: _open(where, kind),
        ask=lambda client: client.chat.completions.create(**ASKED),
        stream=lambda client: client.chat.completions.create(**ASKED, stream=True),
        tags=header_tags,
    )


DRIVERS = [_driver("OpenAI", False), _driver("AsyncOpenAI", True)]
