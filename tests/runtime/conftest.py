from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm.runtime.owning import unsettle
from untagged_llm.runtime.watch import WATCH

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def unwatched() -> Iterator[None]:
    """No test's `owner(...)` or `guard()` has an effect on the next one."""
    yield
    WATCH.stop_everywhere()
    WATCH.look_inside_owners(False)
    unsettle()
