"""What each provider answers: the smallest reply its SDK takes for a success, or its refusal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, content type and bytes of an answer."""

    status: int
    content_type: str
    body: bytes


def reply_to(host: str, path: str, body: Body) -> Reply:
    """Answer a request by the end of its path; an unknown one gets 404, so a test shows it."""
    for suffix, answer in _ANSWERS.items():
        if path.endswith(suffix):
            return answer(host, body)
    return _json({"error": {"message": f"no such endpoint: {path}"}}, status=404)


def _json(value: Body, status: int = 200) -> Reply:
    return Reply(status, "application/json", json.dumps(value).encode())


def _events(events: Iterable[str]) -> Reply:
    return Reply(200, "text/event-stream", "".join(events).encode())


def _chat(host: str, body: Body) -> Reply:
    if host == "api.openai.com" and body.get("metadata") and body.get("store") is not True:
        message = "The 'metadata' parameter is only allowed when 'store' is enabled."
        return _json({"error": {"message": message, "type": "invalid_request_error"}}, status=400)
    base = {"id": "chatcmpl-1", "created": 1_750_000_000, "model": body.get("model", "")}
    if body.get("stream"):
        delta = {"index": 0, "delta": {"role": "assistant", "content": "ok"}, "finish_reason": None}
        chunk = {**base, "object": "chat.completion.chunk", "choices": [delta]}
        return _events([f"data: {json.dumps(chunk)}\n\n", "data: [DONE]\n\n"])
    choice = {"index": 0, "message": _chat_message(body), "finish_reason": "stop", "logprobs": None}
    return _json({**base, "object": "chat.completion", "choices": [choice], "usage": _CHAT_USAGE})


_CHAT_USAGE = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}


def _chat_message(body: Body) -> Body:
    """A text, or the call of the tool that the request insists on (structured output)."""
    choice = body.get("tool_choice")
    if not isinstance(choice, dict):
        wants_json = "response_format" in body
        return {"role": "assistant", "content": '{"answer": "ok"}' if wants_json else "ok"}
    function = {"name": choice["function"]["name"], "arguments": '{"answer": "ok"}'}
    call = {"id": "call_1", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _responses(host: str, body: Body) -> Reply:
    text = {"type": "output_text", "text": "ok", "annotations": []}
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [text],
    }
    usage = {
        "input_tokens": 3,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 4,
    }
    return _json(
        {
            "id": "resp_1",
            "object": "response",
            "created_at": 1_750_000_000,
            "model": body.get("model", ""),
            "status": "completed",
            "output": [message],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": usage,
        }
    )


def _embeddings(host: str, body: Body) -> Reply:
    wanted = body.get("input")
    count = len(wanted) if isinstance(wanted, list) else 1
    data = [{"object": "embedding", "index": n, "embedding": [0.1, 0.2]} for n in range(count)]
    usage = {"prompt_tokens": 3, "total_tokens": 3}
    return _json({"object": "list", "data": data, "model": body.get("model", ""), "usage": usage})


def _moderations(host: str, body: Body) -> Reply:
    result = {"flagged": False, "categories": {}, "category_scores": {}}
    return _json({"id": "modr-1", "model": "omni-moderation-latest", "results": [result]})


def _messages(host: str, body: Body) -> Reply:
    unknown = sorted(set(body.get("metadata") or ()) - {"user_id"})
    if unknown:
        message = f"metadata.{unknown[0]}: Extra inputs are not permitted"
        error = {"type": "invalid_request_error", "message": message}
        return _json({"type": "error", "error": error}, status=400)
    message_body = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", ""),
        "content": [{"type": "text", "text": "ok"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 1},
    }
    return _messages_stream(message_body) if body.get("stream") else _json(message_body)


def _messages_stream(message: Body) -> Reply:
    delta = {"type": "text_delta", "text": "ok"}
    block = {"type": "text", "text": ""}
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    events: list[Body] = [
        {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]
    return _events(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)


def _message_batches(host: str, body: Body) -> Reply:
    counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
    return _json(
        {
            "id": "msgbatch_1",
            "type": "message_batch",
            "processing_status": "in_progress",
            "request_counts": counts,
            "created_at": "2026-11-21T00:00:00Z",
            "expires_at": "2026-11-22T00:00:00Z",
        }
    )


_GENERATED: Body = {
    "candidates": [
        {"content": {"role": "model", "parts": [{"text": "ok"}]}, "finishReason": "STOP"}
    ],
    "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 1, "totalTokenCount": 4},
    "modelVersion": "gemini-2.5-flash",
}


def _generate_content(host: str, body: Body) -> Reply:
    return _json(_GENERATED)


def _stream_generate_content(host: str, body: Body) -> Reply:
    return _events([f"data: {json.dumps(_GENERATED)}\n\n"])


def _embed_contents(host: str, body: Body) -> Reply:
    return _json({"embeddings": [{"values": [0.1, 0.2]}]})


def _converse(host: str, body: Body) -> Reply:
    message = {"role": "assistant", "content": [{"text": "ok"}]}
    usage = {"inputTokens": 3, "outputTokens": 1, "totalTokens": 4}
    return _json(
        {
            "output": {"message": message},
            "stopReason": "end_turn",
            "usage": usage,
            "metrics": {"latencyMs": 1},
        }
    )


_ANSWERS: dict[str, Callable[[str, Body], Reply]] = {
    "/chat/completions": _chat,
    "/responses": _responses,
    "/embeddings": _embeddings,
    "/moderations": _moderations,
    "/messages/batches": _message_batches,
    "/messages": _messages,
    ":generateContent": _generate_content,
    ":streamGenerateContent": _stream_generate_content,
    ":batchEmbedContents": _embed_contents,
    "/converse": _converse,
    "/invoke": _messages,
}
