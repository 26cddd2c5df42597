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
            listening: Listening = self.__dict__[_LISTENING]
            parts = iter(super().iter_bytes(chunk_size))
            if listening.is_over:
                yield from parts
                return
            heard = listening.heard
            while True:
                listening.is_reading = True
                try:
                    part = next(parts, None)
                except BaseException as error:
                    listening.failed(error)
                    raise
                finally:
                    listening.is_reading = False
                if part is None:
                    break
                if part := heard(part):
                    yield part
            if part := listening.ended():
                yield part

        async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
            listening: Listening = self.__dict__[_LISTENING]
            parts = aiter(super().aiter_bytes(chunk_size))
            if listening.is_over:
                async for part in parts:
                    yield part
                return
            heard = listening.heard
            while True:
                listening.is_reading = True
                try:
                    part = await anext(parts, None)
                except BaseException as error:
                    listening.failed(error)
                    raise
                finally:
                    listening.is_reading = False
                if part is None:
                    break
                if part := heard(part):
                    yield part
            if part := listening.ended():
                yield part

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

        def __del__(self) -> None:
            listening = self.__dict__.get(_LISTENING)
            if listening is not None:
                listening.closed()

    Listened.__name__, Listened.__qualname__ = kind.__name__, kind.__qualname__
    Listened.__module__ = kind.__module__
    return Listened
