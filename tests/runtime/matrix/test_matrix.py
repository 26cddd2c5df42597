"""Real SDKs against the fake provider: tags arrive, each attempt is one event, the money is right.

`UPDATE_MATRIX=1 pytest -n 0 tests/runtime/matrix` writes docs/runtime_matrix.md.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
import time
from contextlib import suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

import pytest

from runtime.provider import FakeProvider, provider
from untagged_llm import configure
from untagged_llm.cost import RateCard, Usage
from untagged_llm.runtime.recorder import recorder

from . import table
from .driver import TAGS, Driver, Where
from .drivers import drivers
from .running import run
from .scenario import Scenario, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runtime.provider import Billed, Request
    from untagged_llm.runtime.event import UsageEvent

__all__ = ["provider"]


class Cell(NamedTuple):
    """One test: an SDK, how it is called, and what happens."""

    driver: Driver
    streamed: bool
    scenario: Scenario

    @property
    def row(self) -> str:
        return f"{self.driver.name}, {'stream' if self.streamed else 'plain'}"


def _cells() -> Iterator[Cell]:
    for driver in drivers():
        for streamed in (False, True) if driver.stream else (False,):
            for scenario in scenarios(driver.is_async, streamed):
                yield Cell(driver, streamed, scenario)


CELLS = list(_cells())


@pytest.fixture
def recorded() -> Iterator[list[UsageEvent]]:
    """The usage events of the test, as a sink gets them."""
    events: list[UsageEvent] = []
    configure(sinks=[events.append])
    yield events
    configure(sinks=[])
    if litellm := sys.modules.get("untagged_llm.runtime.adapters.litellm"):
        litellm.untag()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.row}: {cell.scenario.name}")
def test_each_attempt_is_one_event_that_says_what_the_provider_said(
    cell: Cell, provider: FakeProvider, recorded: list[UsageEvent]
) -> None:
    _require(cell.driver.package)
    url = provider.url(*cell.scenario.steps)
    where = Where(url, cell.scenario.retries, cell.scenario.timeout)
    failures: tuple[type[Exception], ...] = () if cell.scenario.succeeds else (Exception,)
    with suppress(*failures):
        run(cell.driver, cell.streamed, cell.scenario, where, lambda: bool(provider.of(url)))
    requests = _settled(provider, url, recorded)
    assert [cell.driver.tags(request) for request in requests] == [TAGS] * len(requests)
    assert tuple(event.status for event in recorded) == cell.scenario.statuses
    assert len(requests) == len(recorded)
    for request, event in zip(requests, recorded, strict=True):
        _compare(event, request, cell)
    _compare_with_page(cell, " -> ".join(event.status for event in recorded))


def _settled(provider: FakeProvider, url: str, recorded: list[UsageEvent]) -> list[Request]:
    """All requests, once each has its event: litellm keeps a stream some time after its end."""
    for _ in range(100):
        recorder().flush()
        if len(recorded) >= len(provider.of(url)):
            break
        gc.collect()
        time.sleep(0.02)
    return provider.of(url)


def _require(package: str) -> None:
    if os.environ.get("UNTAGGED_LLM_SDKS") == "required":
        return
    root = package.partition(".")[0]
    if importlib.util.find_spec(root) is None or importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")


def _compare(event: UsageEvent, request: Request, cell: Cell) -> None:
    assert {key: event.tags[key] for key in TAGS} == TAGS
    assert event.provider == cell.driver.provider
    assert event.request_model == cell.driver.model
    assert event.streamed is cell.streamed
    if request.billed is None or cell.scenario.cancelled or request.step == "malformed":
        assert event.usage_source == "missing"
        assert event.usage is None
        return
    assert event.usage_source == "provider"
    assert event.http_status == request.status == 200
    assert event.provider_request_id == request.request_id
    assert event.usage == _usage(request.billed, event)
    _compare_cost(event)


def _usage(billed: Billed, event: UsageEvent) -> Usage:
    """What was billed; caches and thoughts where the SDK's own form tells of them."""
    assert event.usage is not None
    return event.usage.replace(
        input_tokens=billed.input_tokens,
        cache_read_input_tokens=billed.cache_read_tokens,
        cache_write_input_tokens=billed.cache_write_tokens,
        output_tokens=billed.output_tokens,
    )


def _compare_cost(event: UsageEvent) -> None:
    assert event.usage is not None
    assert event.cost is not None
    expected = RateCard.bundled().price(
        event.usage,
        provider=event.provider,
        model=event.response_model or event.request_model or "",
        at=datetime.fromtimestamp(event.time_ns / 1e9, timezone.utc),
        region=event.region,
        tier=event.service_tier or "standard",
    )
    assert event.cost.total == expected.total
    assert event.cost.status == "priced"


def _compare_with_page(cell: Cell, seen: str) -> None:
    if table.WRITES:
        table.write(cell.row, cell.scenario.name, seen)
    assert table.shown(cell.row, cell.scenario.name) == seen, "UPDATE_MATRIX=1 writes the page"


def test_the_page_has_no_other_rows() -> None:
    assert sorted(table.rows_shown()) == sorted({cell.row for cell in CELLS})
