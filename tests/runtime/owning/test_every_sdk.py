"""`with owner(...)` around calls of clients that nobody tagged: the real SDKs, a local server."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import TYPE_CHECKING, Any

import pytest

from runtime.matrix.driver import TAGS, Driver, Where
from runtime.matrix.drivers import drivers
from runtime.matrix.running import opened
from runtime.provider import FakeProvider, provider
from untagged_llm import configure, flush, owner
from untagged_llm.runtime.configuration import reset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.runtime.event import UsageEvent

__all__ = ["provider"]

DRIVERS = drivers()


@pytest.fixture
def events() -> Iterator[list[UsageEvent]]:
    """What is recorded in a process that refuses requests without an owner."""
    kept: list[UsageEvent] = []
    configure(sinks=[kept.append], on_missing="raise")
    yield kept
    gc.collect()
    reset()


@pytest.fixture(autouse=True)
def untagged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drivers of the matrix, whose clients nobody tags here."""
    for name, module in list(sys.modules.items()):
        if name.startswith("runtime.matrix.drivers.") and hasattr(module, "tag"):
            monkeypatch.setattr(module, "tag", lambda client, **_: client)


def ask_three_times(driver: Driver, where: Where) -> None:
    """Outside of an owner, inside, and outside again."""
    client = driver.open(where)
    driver.ask(client)
    with owner(**TAGS):
        driver.ask(client)
    driver.ask(client)


async def await_three_times(driver: Driver, where: Where) -> None:
    async with opened(driver.open(where)) as client:
        await driver.ask(client)
        with owner(**TAGS):
            await driver.ask(client)
        await driver.ask(client)


def stream(driver: Driver, where: Where) -> None:
    client: Any = driver.open(where)
    assert driver.stream is not None
    with owner(**TAGS):
        chunks = iter(driver.stream(client))
        next(chunks)  # some SDKs send only now
    for _ in chunks:
        pass


async def stream_async(driver: Driver, where: Where) -> None:
    assert driver.stream is not None
    async with opened(driver.open(where)) as client:
        with owner(**TAGS):
            chunks = driver.stream(client)
            chunks = aiter(await chunks if asyncio.iscoroutine(chunks) else chunks)
            await anext(chunks)
        async for _ in chunks:
            pass


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: driver.name)
def test_what_is_sent_inside_has_its_tags_and_what_is_sent_outside_is_left_alone(
    driver: Driver, provider: FakeProvider, events: list[UsageEvent]
) -> None:
    pytest.importorskip(driver.package)
    url = provider.url()
    if driver.is_async:
        asyncio.run(await_three_times(driver, Where(url)))
    else:
        ask_three_times(driver, Where(url))
    flush()
    assert [dict(driver.tags(request)) for request in provider.of(url)] == [{}, TAGS, {}]
    assert [dict(event.tags) for event in events] == [TAGS]


@pytest.mark.parametrize(
    "driver", [each for each in DRIVERS if each.stream], ids=lambda driver: driver.name
)
def test_a_stream_that_is_opened_inside_is_metered_to_its_end(
    driver: Driver, provider: FakeProvider, events: list[UsageEvent]
) -> None:
    pytest.importorskip(driver.package)
    url = provider.url()
    if driver.is_async:
        asyncio.run(stream_async(driver, Where(url)))
    else:
        stream(driver, Where(url))
    gc.collect()
    flush()
    assert [dict(driver.tags(request)) for request in provider.of(url)] == [TAGS]
    assert [(event.status, event.usage_source) for event in events] == [("success", "provider")]
