"""What makes an event the same event, however often it is delivered."""

from __future__ import annotations

from hashlib import blake2b


def event_id(source: str, request_id: str, attempt: int, time_ns: int) -> str:
    """32 hexadecimal digits of where it was seen, which request, which attempt.

    The time is among them because applications may choose request ids and repeat them.
    """
    text = f"{source}\n{request_id}\n{attempt}\n{time_ns}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
