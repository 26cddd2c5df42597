"""OpenAI's embeddings, images, completions of old and moderations."""

from __future__ import annotations

import base64
import struct

from ..billed import Billed
from .answer import TEXT, Answer, Ask, Body, Route, plain
from .openai_chat import sse
from .openai_chat import usage as chat_usage
from .openai_errors import refuse


def _embeddings(ask: Ask) -> Answer:
    wanted = ask.body.get("input")
    count = len(wanted) if isinstance(wanted, list) else 1
    vector: object = [0.1, 0.2]
    if ask.body.get("encoding_format") == "base64":
        vector = base64.b64encode(struct.pack("<2f", 0.1, 0.2)).decode()
    rows = [{"object": "embedding", "index": n, "embedding": vector} for n in range(count)]
    body: Body = {"object": "list", "data": rows, "model": ask.body.get("model", "")}
    billed = ask.billed.input_only() if ask.billed else None
    if billed:
        body["usage"] = {"prompt_tokens": billed.input_tokens, "total_tokens": billed.input_tokens}
    return plain(body, billed)


def _images(ask: Ask) -> Answer:
    body: Body = {"created": 1_750_000_000, "data": [{"b64_json": "aW1hZ2U="}]}
    billed = None
    if ask.billed:
        billed = Billed(ask.billed.input_tokens, 0, 0, ask.billed.output_tokens, 0)
        body["usage"] = {
            "input_tokens": billed.input_tokens,
            "input_tokens_details": {"text_tokens": billed.input_tokens, "image_tokens": 0},
            "output_tokens": billed.output_tokens,
            "output_tokens_details": {"text_tokens": 0, "image_tokens": billed.output_tokens},
            "total_tokens": billed.total_tokens,
        }
    return plain(body, billed)


def _completions(ask: Ask) -> Answer:
    ask = ask.without_cache_writes()
    base = {
        "id": f"cmpl-{ask.request_id}",
        "object": "text_completion",
        "created": 1_750_000_000,
        "model": ask.body.get("model", ""),
    }
    used = chat_usage(ask.billed) if ask.billed else None
    if not ask.body.get("stream"):
        body: Body = {**base, "choices": [_completion("".join(TEXT), "stop")]}
        return plain({**body, "usage": used} if used else body, ask.billed)
    asked = bool((ask.body.get("stream_options") or {}).get("include_usage")) and used is not None
    parts = [sse({**base, "choices": [_completion(word, None)]}) for word in TEXT]
    if asked:
        parts.append(sse({**base, "choices": [], "usage": used}))
    parts.append(b"data: [DONE]\n\n")
    kind = "text/event-stream; charset=utf-8"
    return Answer(parts, kind, streamed=True, billed=ask.billed if asked else None)


def _completion(text: str, finish: str | None) -> Body:
    return {"text": text, "index": 0, "logprobs": None, "finish_reason": finish}


def _moderations(ask: Ask) -> Answer:
    result = {"flagged": False, "categories": {}, "category_scores": {}}
    return plain({"id": "modr-1", "model": "omni-moderation-latest", "results": [result]}, None)


ROUTES = (
    Route("/embeddings", _embeddings, refuse),
    Route("/images/generations", _images, refuse),
    Route("/completions", _completions, refuse),
    Route("/moderations", _moderations, refuse),
)
