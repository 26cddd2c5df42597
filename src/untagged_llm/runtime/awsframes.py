"""AWS event streams as they pass through an HTTP library: Bedrock without an AWS SDK."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.adapters.bedrock import Frames, in_converse

if TYPE_CHECKING:
    from untagged_llm.runtime.reading import Answer

CONTENT_TYPE = b"application/vnd.amazon.eventstream"
_PRELUDE = 12  # two lengths and a checksum; another one ends the frame
_CHECKSUM = 4


class AwsFrames:
    """An answer in binary frames; the interface is that of `reading.Events`."""

    __slots__ = ("_converse", "_has_failed", "_invoked", "_open")

    def __init__(self) -> None:
        self._open = bytearray()
        self._converse: dict[str, Any] | None = None
        self._invoked = Frames()
        self._has_failed = False

    def feed(self, data: bytes) -> bytes:
        """Take a part; gives what the application gets."""
        self._open += data
        while len(self._open) >= _PRELUDE:
            length = int.from_bytes(self._open[:4], "big")
            if not _PRELUDE < length <= len(self._open):
                break
            self._saw(bytes(self._open[:length]))
            del self._open[:length]
        return data

    def rest(self) -> bytes:
        """What the application still has to get at the end."""
        return b""

    @property
    def is_complete(self) -> bool:
        """Whether the provider has told the usage, which is the last that it tells."""
        return self.body() is not None

    @property
    def has_failed(self) -> bool:
        """Whether the provider reports an error inside the stream."""
        return self._has_failed

    def taken(self) -> tuple[Answer, int]:
        """What was heard, and its size, which is none: it has been read already."""
        body = self.body()
        return lambda: body, 0

    def body(self) -> dict[str, Any] | None:
        """What the frames say of usage."""
        return self._converse or self._invoked.usage

    def _saw(self, frame: bytes) -> None:
        start = _PRELUDE + int.from_bytes(frame[4:8], "big")
        headers, payload = frame[_PRELUDE:start], frame[start:-_CHECKSUM]
        if b":exception-type" in headers:
            self._has_failed = True
        elif b"metadata" in headers:
            self._converse = in_converse(json.loads(payload))
        elif b"chunk" in headers:
            self._invoked.saw(base64.b64decode(json.loads(payload)["bytes"]))
