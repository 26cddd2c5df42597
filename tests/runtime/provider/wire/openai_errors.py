"""OpenAI's errors."""

from __future__ import annotations

from .answer import Answer, plain

_TYPES = {400: "invalid_request_error", 401: "authentication_error", 429: "rate_limit_error"}


def refuse(status: int, path: str) -> Answer:
    kind = _TYPES.get(status, "server_error")
    code = "rate_limit_exceeded" if status == 429 else None
    error = {"message": f"refused with {status}", "type": kind, "param": None, "code": code}
    return plain({"error": error}, None)
