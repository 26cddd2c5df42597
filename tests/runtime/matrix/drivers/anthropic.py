"""anthropic: messages."""

from __future__ import annotations

from typing import Any

from untagged_llm import tag

from ..driver import QUESTION, TAGS, Driver, Where, header_tags, sdk

MODEL = "claude-haiku-4-5"
ASKED: dict[str, Any] = {"model": MODEL, "max_tokens": 9, "messages": QUESTION}


def _open(where: Where, kind: str) -> Any:
    made = getattr(sdk("anthropic"), kind)(
        base_url=where.url, api_key="k", max_retries=where.retries, timeout=where.timeout
    )
    return tag(made, **TAGS)


def _driver(kind: str, is_async: bool) -> Driver:
    return Driver(
        sdk="anthropic",
        provider="anthropic",
        model=MODEL,
        package="anthropic",
        is_async=is_async,
        open=lambda where: _open(where, kind),
        ask=lambda client: client.messages.create(**ASKED),
        stream=lambda client: client.messages.create(**ASKED, stream=True),
        tags=header_tags,
    )


DRIVERS = [_driver("Anthropic", False), _driver("AsyncAnthropic", True)]
