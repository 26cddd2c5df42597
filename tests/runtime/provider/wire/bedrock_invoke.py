"""Bedrock InvokeModel: the vendor's own body; token counts in headers and the last frame too."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from . import anthropic, bedrock
from .answer import TEXT, Answer, Ask, Body, Route, plain
from .eventstream import event, exception

if TYPE_CHECKING:
    from ..billed import Billed


def _invoke(ask: Ask) -> Answer:
    vendor = _vendor(ask.model_in_path)
    billed = _billed(vendor, ask.billed)
    body = _whole(vendor, ask, billed)
    return plain(body, billed, _counts(billed))


def _vendor(model: str) -> str:
    known = ("anthropic", "amazon.nova", "meta", "amazon.titan-embed")
    return next((vendor for vendor in known if vendor in model), "anthropic")


def _billed(vendor: str, billed: Billed | None) -> Billed | None:
    """Titan reads only; Llama knows of no caches."""
    if billed is None or vendor in ("anthropic", "amazon.nova"):
        return billed
    if vendor == "amazon.titan-embed":
        return billed.input_only()
    return type(billed)(billed.input_tokens, 0, 0, billed.output_tokens, 0)


def _whole(vendor: str, ask: Ask, billed: Billed | None) -> Body:
    if vendor == "anthropic":
        return anthropic.message(ask, ask.model_in_path)
    if vendor == "amazon.nova":
        said = {"message": {"role": "assistant", "content": [{"text": "".join(TEXT)}]}}
        body: Body = {"output": said, "stopReason": "end_turn"}
        return {**body, "usage": bedrock.usage(billed)} if billed else body
    if vendor == "meta":
        text: Body = {"generation": "".join(TEXT), "stop_reason": "stop"}
        counts = {
            "prompt_token_count": billed.input_tokens if billed else None,
            "generation_token_count": billed.output_tokens if billed else None,
        }
        return {**text, **counts}
    return {"embedding": [0.1], "inputTextTokenCount": billed.input_tokens if billed else None}


def _counts(billed: Billed | None) -> dict[str, str]:
    if billed is None:
        return {}
    counts = {"Input-Token-Count": billed.fresh_tokens, "Output-Token-Count": billed.output_tokens}
    return {f"X-Amzn-Bedrock-{name}": str(count) for name, count in counts.items()}


def _invoke_stream(ask: Ask) -> Answer:
    events = anthropic.events(ask, ask.model_in_path)
    if ask.billed:
        metrics = {
            "inputTokenCount": ask.billed.fresh_tokens,
            "outputTokenCount": ask.billed.output_tokens,
            "cacheReadInputTokenCount": ask.billed.cache_read_tokens,
            "cacheWriteInputTokenCount": ask.billed.cache_write_tokens,
            "invocationLatency": 12,
            "firstByteLatency": 3,
        }
        events[-1]["amazon-bedrock-invocationMetrics"] = metrics
    return Answer(
        [event("chunk", {"bytes": _base64(chunk)}) for chunk in events],
        content_type=bedrock.EVENT_STREAM,
        headers={"X-Amzn-Bedrock-Content-Type": "application/json"},
        streamed=True,
        billed=ask.billed,
        broken=exception("modelStreamErrorException", "it broke"),
    )


def _base64(chunk: Body) -> str:
    return base64.b64encode(json.dumps(chunk).encode()).decode()


ROUTES = (
    Route("/invoke", _invoke, bedrock.refuse),
    Route("/invoke-with-response-stream", _invoke_stream, bedrock.refuse),
)
