"""What a reporter is told besides the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class RuleInfo(Protocol):
    """What a reporter says about a rule: `explanation` is its page, in Markdown."""

    @property
    def code(self) -> str:
        """The code: "ULM102"."""

    @property
    def name(self) -> str:
        """The name: "untagged-call"."""

    @property
    def summary(self) -> str:
        """One line."""

    @property
    def explanation(self) -> str:
        """The rule's page, in Markdown."""


def _no_source(path: str) -> list[str] | None:
    return None


def _no_cell(path: str, line: int) -> tuple[int, int] | None:
    return None


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to render.

    `color` and `links`: the terminal takes ANSI colours and hyperlinks. `width`: columns of the
    terminal. `source`: the lines of a file, None when it cannot be read. `locate`: the notebook
    cell and the line in it of a line, None outside of notebooks. `rules`: what may be reported.
    `closing`: whether formats for readers end with the counts.
    """

    color: bool = False
    links: bool = False
    width: int = 100
    source: Callable[[str], list[str] | None] = _no_source
    locate: Callable[[str, int], tuple[int, int] | None] = _no_cell
    version: str = "0"
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    closing: bool = True
