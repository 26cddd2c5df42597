"""Drives one SDK through one scenario, as an application would."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .driver import Driver, Where
    from .scenario import Scenario


def run(
    driver: Driver, streamed: bool, scenario: Scenario, where: Where, arrived: Callable[[], bool]
) -> None:
    """Make the call; whatever it raises is the application's. `arrived` tells of the request."""
    if driver.is_async:
        asyncio.run(_run_async(driver, streamed, scenario, where, arrived))
    else:
        _run_sync(driver, streamed, scenario, where)


def _run_sync(driver: Driver, streamed: bool, scenario: Scenario, where: Where) -> None:
    client = driver.open(where)
    if not streamed:
        driver.ask(client)
        return
    assert driver.stream is not None
    stream = driver.stream(client)
    chunks = iter(stream)
    for _ in chunks:
        if scenario.cancelled:
            break
    for each in (chunks, stream):
        getattr(each, "close", lambda: None)()


async def _run_async(
    driver: Driver, streamed: bool, scenario: Scenario, where: Where, arrived: Callable[[], bool]
) -> None:
    async with opened(driver.open(where)) as client:
        if not streamed:
            await _ask(driver, client, scenario, arrived)
            return
        assert driver.stream is not None
        stream = driver.stream(client)
        if inspect.isawaitable(stream):
            stream = await stream
        chunks = aiter(stream)
        async for _ in chunks:
            if scenario.cancelled:
                break
        for each in (chunks, stream):
            await _closed(each)


async def _ask(
    driver: Driver, client: Any, scenario: Scenario, arrived: Callable[[], bool]
) -> None:
    asked = asyncio.ensure_future(driver.ask(client))
    if not scenario.cancelled:
        await asked
        return
    while not arrived():
        await asyncio.sleep(0.005)
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await asked


@asynccontextmanager
async def opened(made: Any) -> AsyncIterator[Any]:
    """The client that a driver made, open."""
    if hasattr(made, "__aenter__") and not hasattr(made, "close"):
        async with made as client:
            yield client
    else:
        yield made


async def _closed(stream: Any) -> None:
    """Close a stream by whichever name its SDK has for it."""
    for name in ("aclose", "close"):
        if close := getattr(stream, name, None):
            closing = close()
            if inspect.isawaitable(closing):
                await closing
            return
