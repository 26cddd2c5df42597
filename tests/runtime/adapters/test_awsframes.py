"""AWS event frames are read however the network cuts them."""

from __future__ import annotations

import base64
import json

import pytest

from runtime.provider.wire.eventstream import event, exception
from untagged_llm.runtime.awsframes import AwsFrames

USAGE = {"inputTokens": 3, "outputTokens": 1}
CONVERSED = b"".join(
    [
        event("messageStart", {"role": "assistant"}),
        event("contentBlockDelta", {"delta": {"text": "metadata"}}),
        event("metadata", {"usage": USAGE, "metrics": {"latencyMs": 1}}),
    ]
)


@pytest.mark.parametrize("size", [1, 7, 100, len(CONVERSED)])
def test_frames_pass_unchanged_and_tell_their_usage(size: int) -> None:
    frames = AwsFrames()
    parts = [CONVERSED[at : at + size] for at in range(0, len(CONVERSED), size)]
    assert b"".join(frames.feed(part) for part in parts) == CONVERSED
    assert frames.body() == {"usage": USAGE}
    assert frames.is_complete


def test_the_usage_of_an_invocation_stands_inside_its_chunks() -> None:
    frames = AwsFrames()
    metrics = {"inputTokenCount": 3, "outputTokenCount": 1}
    for said in ({"type": "text"}, {"amazon-bedrock-invocationMetrics": metrics}):
        assert not frames.is_complete
        chunk = base64.b64encode(json.dumps(said).encode()).decode()
        frames.feed(event("chunk", {"bytes": chunk}))
    assert frames.body() == {"usage": metrics}


def test_an_exception_inside_the_stream_is_a_failure() -> None:
    frames = AwsFrames()
    frames.feed(exception("modelStreamErrorException", "it broke"))
    assert (frames.has_failed, frames.is_complete) == (True, False)
