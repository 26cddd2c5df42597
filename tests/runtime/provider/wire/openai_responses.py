"""OpenAI's Responses API: JSON, and SSE whose last event has the whole response with its usage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .answer import TEXT, Answer, Ask, Body, Route, plain
from .openai_errors import refuse

if TYPE_CHECKING:
    from ..billed import Billed


def usage(billed: Billed) -> Body:
    return {
        "input_tokens": billed.input_tokens,
        "input_tokens_details": {
            "cached_tokens": billed.cache_read_tokens,
            "cache_write_tokens": billed.cache_write_tokens,
        },
        "output_tokens": billed.output_tokens,
        "output_tokens_details": {"reasoning_tokens": billed.reasoning_tokens},
        "total_tokens": billed.total_tokens,
    }


def _responses(ask: Ask) -> Answer:
    ask = ask.without_cache_writes()
    if ask.body.get("stream"):
        return _streamed(ask)
    return plain(_completed(ask), ask.billed)


def _completed(ask: Ask) -> Body:
    done = {**_begun(ask), "status": "completed", "output": [_message("completed", _text())]}
    if ask.billed is not None:
        done["usage"] = usage(ask.billed)
    return done


def _begun(ask: Ask) -> Body:
    return {
        "id": f"resp_{ask.request_id}",
        "object": "response",
        "created_at": 1_750_000_000,
        "status": "in_progress",
        "model": ask.body.get("model", ""),
        "output": [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "service_tier": "default",
        "metadata": ask.body.get("metadata") or {},
        "usage": None,
    }


def _message(status: str, *content: Body) -> Body:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": list(content),
    }


def _text(text: str = "".join(TEXT)) -> Body:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _streamed(ask: Ask) -> Answer:
    events = list(_events(ask))
    error = {"type": "error", "code": "server_error", "message": "it broke", "param": None}
    return Answer(
        [_sse(number, event) for number, event in enumerate(events)],
        content_type="text/event-stream; charset=utf-8",
        streamed=True,
        billed=ask.billed,
        broken=_sse(len(events), error),
    )


def _events(ask: Ask) -> list[Body]:
    item: Body = {"output_index": 0, "item_id": "msg_1", "content_index": 0}
    deltas = [
        {"type": "response.output_text.delta", **item, "delta": word, "logprobs": []}
        for word in TEXT
    ]
    done = {"type": "response.output_text.done", **item, "text": "".join(TEXT), "logprobs": []}
    return [
        {"type": "response.created", "response": _begun(ask)},
        {"type": "response.in_progress", "response": _begun(ask)},
        {"type": "response.output_item.added", "output_index": 0, "item": _message("in_progress")},
        {"type": "response.content_part.added", **item, "part": _text("")},
        *deltas,
        done,
        {"type": "response.content_part.done", **item, "part": _text()},
        {
            "type": "response.output_item.done",
            "output_index": 0,
            "item": _message("completed", _text()),
        },
        {"type": "response.completed", "response": _completed(ask)},
    ]


def _sse(number: int, event: Body) -> bytes:
    numbered = {**event, "sequence_number": number}
    return f"event: {event['type']}\ndata: {json.dumps(numbered)}\n\n".encode()


ROUTES = (Route("/responses", _responses, refuse),)
