"""`with owner(feature="answer"):` and `@owner(feature="answer")`: who owns what happens inside."""

from __future__ import annotations

import functools
import inspect
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, TypeVar

from untagged_llm.runtime import owning
from untagged_llm.runtime.ambient import Within, ambient
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Mapping

__all__ = ["Owner", "ambient", "carry", "owner"]

F = TypeVar("F", bound="Callable[..., Any]")


def owner(**tags: object) -> Owner:
    """Tags for every request inside: they add to a client's own tags and win over them.

    Clients that nobody tagged carry them too, only inside. Any spelling of the policy is taken
    (`team="search"`); None leaves a tag as it is. As a decorator it also holds inside coroutines
    and generators, only while they run.

    Raises:
        TagError: the policy knows no such tag.
    """
    return Owner(terms().read(tags))


class Owner(Within):
    """What `owner(...)` gives: a context manager, and a decorator of functions of any kind."""

    __slots__ = ()

    def __enter__(self) -> Mapping[str, str]:
        if not owning.is_settled:
            owning.settle()
        return super().__enter__()

    def __call__(self, function: F) -> F:
        """The same function, owned."""
        return _owned(function, self._tags)


def carry(function: F) -> F:
    """`function` with the owner of now, for a thread that starts without: `pool.submit(carry(f))`.

    `asyncio` tasks and `asyncio.to_thread` need no such help.
    """
    context = copy_context()

    @functools.wraps(function)
    def carried(*args: Any, **kwargs: Any) -> Any:
        return context.copy().run(function, *args, **kwargs)

    return carried  # type: ignore[return-value]


def _owned(function: F, tags: Mapping[str, str]) -> F:
    if isinstance(function, (staticmethod, classmethod)):
        return type(function)(_owned(function.__func__, tags))
    if isinstance(function, type) or not callable(function):
        raise TypeError(f"owner(...) decorates functions, not {function!r}: decorate its methods")
    wrap = next((wrap for is_kind, wrap in _KINDS if is_kind(function)), _plain)
    return wrap(function, tags)  # type: ignore[no-any-return]


def _plain(function: Callable[..., Any], tags: Mapping[str, str]) -> Any:
    @functools.wraps(function)
    def owned(*args: Any, **kwargs: Any) -> Any:
        with Owner(tags):
            return function(*args, **kwargs)

    return owned


def _coroutine(function: Callable[..., Any], tags: Mapping[str, str]) -> Any:
    @functools.wraps(function)
    async def owned(*args: Any, **kwargs: Any) -> Any:
        with Owner(tags):
            return await function(*args, **kwargs)

    return owned


def _generator(function: Callable[..., Any], tags: Mapping[str, str]) -> Any:
    @functools.wraps(function)
    def owned(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        inner = function(*args, **kwargs)
        step: Callable[[], Any] = functools.partial(next, inner)
        while True:
            try:
                with Owner(tags):
                    item = step()
            except StopIteration as end:
                return end.value
            step = yield from _answer(item, inner)

    return owned


def _answer(item: Any, inner: Generator[Any, Any, Any]) -> Generator[Any, Any, Callable[[], Any]]:
    """Hand `item` out; what comes back is how `inner` goes on."""
    try:
        sent = yield item
    except GeneratorExit:
        inner.close()
        raise
    except BaseException as error:
        return functools.partial(inner.throw, error)
    return functools.partial(inner.send, sent)


def _async_generator(function: Callable[..., Any], tags: Mapping[str, str]) -> Any:
    @functools.wraps(function)
    async def owned(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        inner = function(*args, **kwargs)
        step: Callable[[], Any] = functools.partial(inner.asend, None)
        try:
            while True:
                try:
                    with Owner(tags):
                        item = await step()
                except StopAsyncIteration:
                    return
                try:
                    sent = yield item
                    step = functools.partial(inner.asend, sent)
                except Exception as error:
                    step = functools.partial(inner.athrow, error)
        finally:
            await inner.aclose()

    return owned


_KINDS: tuple[tuple[Callable[[Any], bool], Callable[..., Any]], ...] = (
    (inspect.iscoroutinefunction, _coroutine),
    (inspect.isasyncgenfunction, _async_generator),
    (inspect.isgeneratorfunction, _generator),
)
