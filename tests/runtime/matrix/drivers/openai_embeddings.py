"""openai: embeddings, which are never streamed."""

from __future__ import annotations

from dataclasses import replace

from . import openai_chat

MODEL = "text-embedding-3-small"

DRIVERS = [
    replace(
        chat,
        sdk="openai embeddings",
        model=MODEL,
        ask=lambda client: client.embeddings.create(model=MODEL, input="?"),
        stream=None,
    )
    for chat in openai_chat.DRIVERS
]
