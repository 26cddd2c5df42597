"""Bedrock Converse: JSON, and a stream of AWS event frames whose last one has the usage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answer import TEXT, Answer, Ask, Body, Route, plain
from .eventstream import event, exception

if TYPE_CHECKING:
    from ..billed import Billed

EVENT_STREAM = "application/vnd.amazon.eventstream"


def usage(billed: Billed) -> Body:
    return {
        "inputTokens": billed.fresh_tokens,
        "outputTokens": billed.output_tokens,
        "totalTokens": billed.total_tokens,
        "cacheReadInputTokens": billed.cache_read_tokens,
        "cacheWriteInputTokens": billed.cache_write_tokens,
    }


def _converse(ask: Ask) -> Answer:
    body: Body = {
        "output": {"message": {"role": "assistant", "content": [{"text": "".join(TEXT)}]}},
        "stopReason": "end_turn",
        "metrics": {"latencyMs": 12},
    }
    if ask.billed:
        body["usage"] = usage(ask.billed)
    return plain(body, ask.billed)


def _converse_stream(ask: Ask) -> Answer:
    frames = [
        event("messageStart", {"role": "assistant"}),
        *(
            event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}})
            for word in TEXT
        ),
        event("contentBlockStop", {"contentBlockIndex": 0}),
        event("messageStop", {"stopReason": "end_turn"}),
    ]
    last: Body = {"metrics": {"latencyMs": 12}}
    if ask.billed:
        last["usage"] = usage(ask.billed)
    frames.append(event("metadata", last))
    return Answer(
        frames,
        content_type=EVENT_STREAM,
        streamed=True,
        billed=ask.billed,
        broken=exception("modelStreamErrorException", "it broke"),
    )


_TYPES = {
    400: "ValidationException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
}


def refuse(status: int, why: str) -> Answer:
    kind = _TYPES.get(status, "InternalServerException")
    return plain({"message": why}, None, {"x-amzn-ErrorType": kind})


ROUTES = (
    Route("/converse", _converse, refuse),
    Route("/converse-stream", _converse_stream, refuse),
)
