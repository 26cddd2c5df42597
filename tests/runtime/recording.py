"""Fixtures: what a test's requests left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm.policy.settings import Settings
from untagged_llm.runtime.configuration import configure, reset
from untagged_llm.runtime.event import Notice, UsageEvent
from untagged_llm.runtime.recorder import flush

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


class Recording:
    """All that was recorded, once the recorder has delivered it."""

    def __init__(self) -> None:
        self.all: list[UsageEvent | Notice] = []

    @property
    def events(self) -> list[UsageEvent]:
        flush()
        return [each for each in self.all if isinstance(each, UsageEvent)]

    @property
    def only(self) -> UsageEvent:
        (event,) = self.events
        return event

    @property
    def notices(self) -> list[Notice]:
        flush()
        return [each for each in self.all if isinstance(each, Notice)]


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    """The events of a process with the default policy, which nothing around it configures."""
    found = Recording()
    configure(settings=Settings(root=tmp_path), sinks=[found.all.append], on_missing="record")
    yield found
    reset()
