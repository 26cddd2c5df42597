"""The output formats: the modules of `findings/` and `inventory/`, found by looking there.

A format's module is imported when it is asked for, so no run pays for the others.
"""

from __future__ import annotations

import difflib
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Report
    from untagged_llm.reporters.options import RenderOptions

Kind = Literal["findings", "inventory"]


class UnknownFormat(ValueError):
    """No such format; the message is one sentence that names the nearest."""


class Reporter(Protocol):
    """The module of a format."""

    NAME: str

    def render(self, report: Report, *, options: RenderOptions) -> Iterator[str]:
        """Chunks of text that make up the whole output."""


def formats(kind: Kind) -> tuple[str, ...]:
    """The names of the formats of a kind, sorted."""
    folder = Path(__file__).parent / kind
    return tuple(sorted(module.name for module in pkgutil.iter_modules([str(folder)])))


def reporter(kind: Kind, name: str) -> Reporter:
    """The reporter for a format. Raises UnknownFormat."""
    known = formats(kind)
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(known)}"
        raise UnknownFormat(f"unknown output format {name!r}: {hint}")
    return cast("Reporter", import_module(f"untagged_llm.reporters.{kind}.{name}"))


def render(kind: Kind, name: str, report: Report, *, options: RenderOptions) -> Iterator[str]:
    """The report in a format, in chunks. Raises UnknownFormat."""
    return reporter(kind, name).render(report, options=options)
