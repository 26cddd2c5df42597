"""Gemini: thoughts are beside the candidates' tokens; each chunk has the usage so far."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .answer import TEXT, Answer, Ask, Body, Route, plain

if TYPE_CHECKING:
    from ..billed import Billed


def usage(billed: Billed) -> Body:
    text_only = [{"modality": "TEXT", "tokenCount": billed.input_tokens}]
    return {
        "promptTokenCount": billed.input_tokens,
        "cachedContentTokenCount": billed.cache_read_tokens,
        "candidatesTokenCount": billed.output_tokens - billed.reasoning_tokens,
        "thoughtsTokenCount": billed.reasoning_tokens,
        "totalTokenCount": billed.total_tokens,
        "promptTokensDetails": text_only,
    }


def _generate(ask: Ask) -> Answer:
    billed = ask.without_cache_writes().billed
    body = _chunk(ask, "".join(TEXT), finish="STOP")
    if billed:
        body["usageMetadata"] = usage(billed)
    return plain(body, billed)


def _stream(ask: Ask) -> Answer:
    billed = ask.without_cache_writes().billed
    last = len(TEXT) - 1
    chunks = [
        _chunk(ask, word, finish="STOP" if number == last else None)
        for number, word in enumerate(TEXT)
    ]
    if billed:
        for chunk in chunks[:-1]:
            so_far = {"promptTokenCount": billed.input_tokens, "candidatesTokenCount": 1}
            chunk["usageMetadata"] = {**so_far, "totalTokenCount": billed.input_tokens + 1}
        chunks[-1]["usageMetadata"] = usage(billed)
    return Answer(
        [f"data: {json.dumps(chunk)}\r\n\r\n".encode() for chunk in chunks],
        content_type="text/event-stream",
        streamed=True,
        billed=billed,
        broken=f"data: {json.dumps(_error(500, 'it broke'))}\r\n\r\n".encode(),
    )


def _chunk(ask: Ask, text: str, finish: str | None) -> Body:
    candidate: Body = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {
        "candidates": [candidate],
        "modelVersion": ask.model_in_path,
        "responseId": ask.request_id,
    }


def _embed(ask: Ask) -> Answer:
    return plain({"embeddings": [{"values": [0.1, 0.2]}]}, None)


def _count(ask: Ask) -> Answer:
    return plain({"totalTokens": 14}, None)


_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


def refuse(status: int, why: str) -> Answer:
    return plain(_error(status, why), None)


def _error(status: int, why: str) -> Body:
    name = _STATUSES.get(status, "INTERNAL")
    return {"error": {"code": status, "message": why, "status": name}}


ROUTES = (
    Route(":generateContent", _generate, refuse),
    Route(":streamGenerateContent", _stream, refuse),
    Route(":batchEmbedContents", _embed, refuse),
    Route(":countTokens", _count, refuse),
)
