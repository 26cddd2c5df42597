"""The provider as a pytest fixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .server import FakeProvider

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """A provider of one's own for each test."""
    with FakeProvider() as running:
        yield running
