"""What a request of httpx or httpx2 holds, and how it comes to hold something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def body_of(request: Any, kwargs: Mapping[str, Any]) -> Any:
    """The bytes of a request's body; for a form that goes in parts the fields it is made from."""
    fields = kwargs.get("data")
    if isinstance(fields, dict):
        return fields
    content = getattr(request, "_content", None)
    return content if isinstance(content, bytes) and content else None


def replace_body(request: Any, body: object) -> bool:
    """Give the request other bytes, which is much faster than to build it again.

    Returns False, and changes nothing, where the request is not of the usual kind.
    """
    stream: Any = request.stream
    if type(stream).__name__ != "ByteStream" or not isinstance(body, bytes):
        return False
    if "content-length" not in request.headers:
        return False
    request.stream = type(stream)(body)
    request._content = body
    request.headers["content-length"] = str(len(body))
    return True


def field_of(kwargs: Mapping[str, Any]) -> str:
    """The argument that a request's body was made from."""
    return next((name for name in ("content", "json", "data") if kwargs.get(name)), "content")
