"""AWS event-stream frames: lengths, headers, payload, and a checksum over each half."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

STRING = 7
AROUND = 16  # two lengths, the prelude's checksum and the message's


def event(kind: str, payload: Mapping[str, Any]) -> bytes:
    """An event named `kind` with a JSON payload."""
    headers = {
        ":event-type": kind,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    return frame(headers, json.dumps(payload).encode())


def exception(kind: str, message: str) -> bytes:
    """How a stream ends that the service gives up."""
    headers = {
        ":exception-type": kind,
        ":content-type": "application/json",
        ":message-type": "exception",
    }
    return frame(headers, json.dumps({"message": message}).encode())


def frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One message on the wire."""
    written = b"".join(_header(name, value) for name, value in headers.items())
    lengths = struct.pack(">II", AROUND + len(written) + len(payload), len(written))
    prelude = lengths + struct.pack(">I", crc32(lengths))
    message = prelude + written + payload
    return message + struct.pack(">I", crc32(message))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">B", len(key)) + key + struct.pack(">BH", STRING, len(text)) + text
