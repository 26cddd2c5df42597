"""What the adapters' tests share: the provider, and the events that a test records."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from runtime.provider import provider
from untagged_llm import configure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.runtime.event import UsageEvent

__all__ = ["provider"]


@pytest.fixture(autouse=True)
def events() -> Iterator[list[UsageEvent]]:
    """The test's usage events; `flush()` first."""
    kept: list[UsageEvent] = []
    configure(sinks=[kept.append], on_missing="record")
    yield kept
    gc.collect()  # an answer that a test has left is recorded by that test
    configure(sinks=[], on_missing="warn")
