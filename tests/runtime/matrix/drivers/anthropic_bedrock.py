"""anthropic on Bedrock: the same calls, whose streams are AWS event frames."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from untagged_llm import tag

from ..driver import QUESTION, TAGS, Where, sdk
from . import anthropic

MODEL = "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
ASKED: dict[str, Any] = {"model": MODEL, "max_tokens": 9, "messages": QUESTION}


def _open(where: Where, kind: str) -> Any:
    made = getattr(sdk("anthropic"), kind)(
        base_url=where.url,
        aws_access_key="a",
        aws_secret_key="s",
        aws_region="eu-central-1",
        max_retries=where.retries,
        timeout=where.timeout,
    )
    return tag(made, **TAGS)


KINDS = ("AnthropicBedrock", "AsyncAnthropicBedrock")

DRIVERS = [
    replace(
        driver,
        sdk="anthropic on bedrock",
        provider="aws.bedrock",
        model=MODEL,
        open=partial(_open, kind=kind),
        ask=lambda client: client.messages.create(**ASKED),
        stream=lambda client: client.messages.create(**ASKED, stream=True),
    )
    for driver, kind in zip(anthropic.DRIVERS, KINDS, strict=True)
]
