"""An answer of httpx or httpx2 that is listened to while the application reads it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from untagged_llm.runtime.http.listening import Listening

_LISTENING = "_untagged_llm"


def listened(response: Any, listening: Listening) -> Any:
    """The same response, of a class of ours that tells `listening` what is read."""
    response.__dict__[_LISTENING] = listening
    kind: Any = type(response)
    response.__class__ = _listened_class(kind)
    return response


@cache
def _listened_class(kind: Any) -> type:
    class Listened(kind):  # type: ignore[misc]
        def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
            return _heard(super().iter_bytes(chunk_size), self.__dict__[_LISTENING])

        def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
            return _heard_async(super().aiter_bytes(chunk_size), self.__dict__[_LISTENING])

        # `iter_bytes` reads these: what it reads is heard there, decoded.
        def iter_raw(self, chunk_size: int | None = None) -> Iterator[bytes]:
            listening: Listening = self.__dict__[_LISTENING]
            parts = super().iter_raw(chunk_size)
            return parts if listening.is_reading else _heard(parts, listening)

        def aiter_raw(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
            listening: Listening = self.__dict__[_LISTENING]
            parts = super().aiter_raw(chunk_size)
            return parts if listening.is_reading else _heard_async(parts, listening)

        def close(self) -> None:
            super().close()
            listening: Listening = self.__dict__[_LISTENING]
            if not listening.is_reading:
                listening.closed()

        async def aclose(self) -> None:
            await super().aclose()
            listening: Listening = self.__dict__[_LISTENING]
            if not listening.is_reading:
                listening.closed()

        def __reduce_ex__(self, protocol: Any) -> Any:
            """A pickle or a copy is a plain response, which nobody listens to."""
            state = {**self.__getstate__()}
            state.pop(_LISTENING, None)
            return object.__new__, (kind,), state

        def __del__(self) -> None:
            listening = self.__dict__.get(_LISTENING)
            if listening is not None:
                listening.closed()

    Listened.__name__, Listened.__qualname__ = kind.__name__, kind.__qualname__
    Listened.__module__ = kind.__module__
    return Listened


def _heard(parts: Iterator[bytes], listening: Listening) -> Iterator[bytes]:
    if listening.is_over:
        yield from parts
        return
    listening.reads(parts)
    heard = listening.heard
    try:
        for part in parts:
            if part := heard(part):
                yield part
    except GeneratorExit:
        raise
    except BaseException as error:
        listening.failed(error)
        raise
    if part := listening.ended():
        yield part


async def _heard_async(parts: AsyncIterator[Any], listening: Listening) -> AsyncIterator[bytes]:
    if listening.is_over:
        async for part in parts:
            yield part
        return
    listening.reads(parts)
    heard = listening.heard
    try:
        async for part in parts:
            if part := heard(part):
                yield part
    except GeneratorExit:
        raise
    except BaseException as error:
        listening.failed(error)
        raise
    if part := listening.ended():
        yield part
