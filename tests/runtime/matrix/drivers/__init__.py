"""One module per SDK; each has `DRIVERS`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..driver import Driver


def drivers() -> list[Driver]:
    """All of them, by module and in the order that each module gives."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return [driver for module in modules for driver in module.DRIVERS]
