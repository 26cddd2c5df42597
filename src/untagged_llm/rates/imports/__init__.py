"""Other people's price files, read as an overlay: one module per format.

A module has `MARK` (what its files look like, for the error), `matches(data)` and
`entries(data)`; it is found by walking this package.
"""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.validate import RatesError

if TYPE_CHECKING:
    from pathlib import Path


def import_file(path: Path) -> list[dict[str, Any]]:
    """The `[[entry]]` tables of a foreign price file.

    Raises:
        RatesError: the file cannot be read, or is of no known format.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str)
    except OSError as problem:
        raise RatesError(f"{path}: cannot be read: {problem.strerror}") from problem
    except ValueError as problem:
        raise RatesError(f"{path}: is not JSON: {problem}") from problem
    formats = _formats()
    for module in formats:
        if module.matches(data):
            found: list[dict[str, Any]] = list(module.entries(data))
            return found
    marks = " nor ".join(module.MARK for module in formats)
    raise RatesError(f"{path}: is neither {marks}")


def _formats() -> list[Any]:
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in names]
