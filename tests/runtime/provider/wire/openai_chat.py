"""OpenAI's chat completions: JSON, and SSE whose usage comes only when it was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .answer import TEXT, Answer, Ask, Body, Route, plain
from .openai_errors import refuse

if TYPE_CHECKING:
    from ..billed import Billed


def usage(billed: Billed) -> Body:
    """As a chat completion spells it: everything inclusive."""
    return {
        "prompt_tokens": billed.input_tokens,
        "completion_tokens": billed.output_tokens,
        "total_tokens": billed.total_tokens,
        "prompt_tokens_details": {
            "cached_tokens": billed.cache_read_tokens,
            "cache_write_tokens": billed.cache_write_tokens,
            "audio_tokens": 0,
        },
        "completion_tokens_details": {
            "reasoning_tokens": billed.reasoning_tokens,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _chat(ask: Ask) -> Answer:
    answer = _streamed if ask.body.get("stream") else _whole
    return answer(ask.without_cache_writes())


def _whole(ask: Ask) -> Answer:
    choice = {"index": 0, "message": _message(ask.body), "finish_reason": "stop", "logprobs": None}
    body = {**_base(ask, "chat.completion"), "choices": [choice], "service_tier": "default"}
    if ask.billed is not None:
        body["usage"] = usage(ask.billed)
    return plain(body, ask.billed)


def _message(body: Body) -> Body:
    """A text, or the call of the tool that the request insists on (structured output)."""
    wanted = body.get("tool_choice")
    if not isinstance(wanted, dict):
        return {"role": "assistant", "content": "".join(TEXT), "refusal": None}
    function = {"name": wanted["function"]["name"], "arguments": _arguments(body)}
    call = {"id": "call_1", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _arguments(body: Body) -> str:
    """The first allowed value of each property of the tool's schema."""
    schema = body["tools"][0]["function"]["parameters"]["properties"]
    return json.dumps({name: _example(kind) for name, kind in schema.items()})


def _example(kind: Body) -> object:
    if "enum" in kind:
        return kind["enum"][0]
    return {"boolean": False, "integer": 1, "number": 1, "array": []}.get(kind.get("type", ""), "x")


def _streamed(ask: Ask) -> Answer:
    options = ask.body.get("stream_options") or {}
    asked = bool(options.get("include_usage")) and ask.billed is not None
    base = _base(ask, "chat.completion.chunk")
    nothing = {"usage": None} if asked else {}
    deltas: list[Body] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in TEXT]
    chunks = [{**base, "choices": [_choice(delta)], **nothing} for delta in deltas]
    chunks.append({**base, "choices": [_choice({}, "stop")], **nothing})
    if asked and ask.billed:
        chunks.append({**base, "choices": [], "usage": usage(ask.billed)})
    parts = [sse(chunk) for chunk in chunks]
    return Answer(
        [*parts, b"data: [DONE]\n\n"],
        content_type="text/event-stream; charset=utf-8",
        streamed=True,
        billed=ask.billed if asked else None,
        broken=sse({"error": {"message": "The server had an error", "type": "server_error"}}),
    )


def _choice(delta: Body, finish: str | None = None) -> Body:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _base(ask: Ask, kind: str) -> Body:
    return {
        "id": f"chatcmpl-{ask.request_id}",
        "object": kind,
        "created": 1_750_000_000,
        "model": ask.body.get("model") or ask.path.split("/deployments/")[-1].split("/")[0],
    }


def sse(body: Body) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


ROUTES = (Route("/chat/completions", _chat, refuse),)
