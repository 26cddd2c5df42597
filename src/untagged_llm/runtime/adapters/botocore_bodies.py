"""Objects that an AWS answer is read from, watched while the application reads them.

Each stays the object it is and gets a class of ours, a subclass of its own. Nothing is read
ahead, and an answer that is dropped half read tells so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Watch(Protocol):
    """Whoever wants to know what was read. All but `saw` may be called several times."""

    def saw(self, part: Any) -> None:
        """An event of a stream, or bytes of a body."""

    def ended(self) -> None:
        """Everything was read."""

    def failed(self, error: BaseException) -> None:
        """Reading failed."""

    def abandoned(self) -> None:
        """The application will read no more; called after the end as well."""


def watched_stream(stream: Any, watch: Watch) -> Any:
    """An event stream that tells `watch` what passes."""
    kind: Any = type(stream)
    return _watched(stream, _stream_class(kind), watch)


def watched_body(body: Any, watch: Watch) -> Any:
    """A body that tells `watch` what is read of it."""
    kind: Any = type(body)
    return _watched(body, _body_class(kind), watch)


def _watched(thing: Any, kind: type, watch: Watch) -> Any:
    thing.__class__ = kind
    thing._watch = watch
    return thing


@cache
def _stream_class(kind: Any) -> type:
    return _async_stream(kind) if hasattr(kind, "__aiter__") else _sync_stream(kind)


@cache
def _body_class(kind: Any) -> type:
    return _async_body(kind) if hasattr(kind, "__aiter__") else _sync_body(kind)


def _sync_stream(kind: Any) -> type:
    class WatchedStream(kind):  # type: ignore[misc]
        _watch: Watch

        def __iter__(self) -> Iterator[Any]:
            watch = self._watch
            try:
                for event in super().__iter__():
                    watch.saw(event)
                    yield event
            except GeneratorExit:
                watch.abandoned()
                raise
            except BaseException as error:
                watch.failed(error)
                raise
            watch.ended()

        def close(self) -> None:
            super().close()
            self._watch.abandoned()

        def __del__(self) -> None:
            self._watch.abandoned()

    return _named_as(kind, WatchedStream)


def _async_stream(kind: Any) -> type:
    class WatchedStream(kind):  # type: ignore[misc]
        _watch: Watch

        def __aiter__(self) -> AsyncIterator[Any]:
            return self._passing(super().__aiter__())

        async def _passing(self, events: AsyncIterator[Any]) -> AsyncIterator[Any]:
            watch = self._watch
            try:
                async for event in events:
                    watch.saw(event)
                    yield event
            except GeneratorExit:
                watch.abandoned()
                raise
            except BaseException as error:
                watch.failed(error)
                raise
            watch.ended()

        def close(self) -> Any:
            closing = super().close()
            self._watch.abandoned()
            return closing

        def __del__(self) -> None:
            self._watch.abandoned()

    return _named_as(kind, WatchedStream)


def _sync_body(kind: Any) -> type:
    class WatchedBody(kind):  # type: ignore[misc]
        _watch: Watch

        def read(self, amt: int | None = None) -> bytes:
            try:
                chunk: bytes = super().read(amt)
            except BaseException as error:
                self._watch.failed(error)
                raise
            _tell(self, chunk, amt)
            return chunk

        def close(self) -> None:
            super().close()
            self._watch.abandoned()

        def __del__(self) -> None:
            self._watch.abandoned()

    return _named_as(kind, WatchedBody)


def _async_body(kind: Any) -> type:
    class WatchedBody(kind):  # type: ignore[misc]
        _watch: Watch

        async def read(self, amt: int | None = None) -> bytes:
            try:
                chunk: bytes = await super().read(amt)
            except BaseException as error:
                self._watch.failed(error)
                raise
            _tell(self, chunk, amt)
            return chunk

        def close(self) -> Any:
            closing = super().close()
            self._watch.abandoned()
            return closing

        def __del__(self) -> None:
            self._watch.abandoned()

    return _named_as(kind, WatchedBody)


def _tell(body: Any, chunk: bytes, asked: int | None) -> None:
    body._watch.saw(chunk)
    whole = body._content_length is not None and body._amount_read >= int(body._content_length)
    if whole or asked is None or (not chunk and asked):
        body._watch.ended()


def _named_as(kind: type, ours: type) -> type:
    """Under the name that the application knows, in its messages too."""
    ours.__name__, ours.__qualname__, ours.__module__ = (
        kind.__name__,
        kind.__qualname__,
        kind.__module__,
    )
    return ours
