"""What Bedrock says of usage: in Converse, in a vendor's own body, in headers and event frames.

Nothing here needs an AWS SDK.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVIDER = "aws.bedrock"

_TOLD = ("usage", "serviceTier", "trace", "performanceConfig")
_COUNTS = {
    "inputTokens": "x-amzn-bedrock-input-token-count",
    "outputTokens": "x-amzn-bedrock-output-token-count",
}
_METRICS = "amazon-bedrock-invocationMetrics"


def in_converse(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """The billed part of Converse's answer, or of the last event of its stream."""
    return {key: answer[key] for key in _TOLD if key in answer} if "usage" in answer else None


def in_headers(headers: Mapping[str, str]) -> dict[str, Any] | None:
    """The counts that InvokeModel puts into headers; they know nothing of caches."""
    counts = {key: headers.get(name, "") for key, name in _COUNTS.items()}
    told = {key: int(count) for key, count in counts.items() if count.isdecimal()}
    return {"usage": told} if told else None


def in_body(body: bytes) -> dict[str, Any] | None:
    """The usage in the vendor's own answer; None where the vendor writes none that is known."""
    if b'"usage"' not in body:
        return None
    answer = _object(body)
    usage = answer.get("usage")
    return {"usage": usage, "model": answer.get("model")} if isinstance(usage, dict) else None


def is_cut_off(response: Mapping[str, Any]) -> bool:
    """Whether an answer is shorter than announced, which the AWS SDKs do not look at."""
    body, length = response.get("body"), response.get("headers", {}).get("content-length", "")
    return isinstance(body, bytes) and str(length).isdecimal() and len(body) < int(length)


class Frames:
    """Reads usage off the frames of an InvokeModel stream as they pass.

    Anthropic tells it at the start and, finally, before the end; every vendor's last frame has
    Bedrock's own counts.
    """

    def __init__(self) -> None:
        self._metrics: dict[str, Any] | None = None
        self._usage: dict[str, Any] = {}

    def saw(self, frame: bytes) -> None:
        """Look at a frame; the many that hold text cost two searches."""
        if b'"usage"' in frame or b"invocationMetrics" in frame:
            self._read(_object(frame))

    @property
    def usage(self) -> dict[str, Any] | None:
        """What was told so far, None while that is not the final count."""
        if self._metrics is None:
            return None
        told = {key: value for key, value in self._usage.items() if value is not None}
        return {"usage": told if "output_tokens" in told else self._metrics}

    def _read(self, frame: Mapping[str, Any]) -> None:
        started = frame.get("message")
        for holder in (started if isinstance(started, dict) else {}, frame):
            usage = holder.get("usage")
            self._usage.update(usage if isinstance(usage, dict) else {})
        metrics = frame.get(_METRICS)
        self._metrics = metrics if isinstance(metrics, dict) else self._metrics


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
