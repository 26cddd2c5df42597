"""Anthropic's Messages: the input leaves cached tokens out; a stream says its usage in two events.

The same messages travel on Vertex (`:rawPredict`) and, in event-stream frames, on Bedrock.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .answer import TEXT, Answer, Ask, Body, Route, plain

if TYPE_CHECKING:
    from ..billed import Billed


def usage(billed: Billed) -> Body:
    return {
        "input_tokens": billed.fresh_tokens,
        "cache_read_input_tokens": billed.cache_read_tokens,
        "cache_creation_input_tokens": billed.cache_write_tokens,
        "cache_creation": {
            "ephemeral_5m_input_tokens": billed.cache_write_tokens,
            "ephemeral_1h_input_tokens": 0,
        },
        "output_tokens": billed.output_tokens,
        "service_tier": "standard",
    }


def message(ask: Ask, model: str) -> Body:
    """A whole message; without usage when the ask leaves it out."""
    body: Body = {
        "id": f"msg_{ask.request_id}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": "".join(TEXT)}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
    }
    return {**body, "usage": usage(ask.billed)} if ask.billed else body


def events(ask: Ask, model: str) -> list[Body]:
    """A message as a stream: the start has the input, the delta the output so far."""
    started = {**message(ask, model), "content": [], "stop_reason": None}
    ended: Body = {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
    }
    if ask.billed:
        started["usage"] = {**usage(ask.billed), "output_tokens": 1}
        ended["usage"] = {"output_tokens": ask.billed.output_tokens}
    return [
        {"type": "message_start", "message": started},
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "text", "text": ""},
        },
        {"type": "ping"},
        *(_delta(word) for word in TEXT),
        {"type": "content_block_stop", "index": 0},
        ended,
        {"type": "message_stop"},
    ]


def _delta(word: str) -> Body:
    delta = {"type": "text_delta", "text": word}
    return {"type": "content_block_delta", "index": 0, "delta": delta}


def _messages(ask: Ask) -> Answer:
    unknown = sorted(set(ask.body.get("metadata") or ()) - {"user_id"})
    if unknown:
        raise ValueError(f"metadata.{unknown[0]}: Extra inputs are not permitted")
    model = str(ask.body.get("model") or ask.model_in_path)
    headers = {"request-id": ask.request_id}
    if not ask.body.get("stream"):
        return plain(message(ask, model), ask.billed, headers)
    return Answer(
        [_sse(event) for event in events(ask, model)],
        content_type="text/event-stream; charset=utf-8",
        headers=headers,
        streamed=True,
        billed=ask.billed,
        broken=_sse(_error("overloaded_error", "Overloaded")),
    )


def _sse(event: Body) -> bytes:
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def _count_tokens(ask: Ask) -> Answer:
    return plain({"input_tokens": 14}, None)


_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}


def refuse(status: int, why: str) -> Answer:
    return plain(_error(_TYPES.get(status, "api_error"), why), None)


def _error(kind: str, message: str) -> Body:
    return {"type": "error", "error": {"type": kind, "message": message}}


ROUTES = (
    Route("/messages/count_tokens", _count_tokens, refuse),
    Route("/messages", _messages, refuse),
    Route(":rawPredict", _messages, refuse),
    Route(":streamRawPredict", _messages, refuse),
)
