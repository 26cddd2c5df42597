"""openai: responses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import openai_chat

ASKED: dict[str, Any] = {"model": openai_chat.MODEL, "input": "?"}

DRIVERS = [
    replace(
        chat,
        sdk="openai responses",
        ask=lambda client: client.responses.create(**ASKED),
        stream=lambda client: client.responses.create(**ASKED, stream=True),
    )
    for chat in openai_chat.DRIVERS
]
