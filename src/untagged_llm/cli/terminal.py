"""What the terminal can show: colour, links, width."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN_WIDTH = 100


def wants_color(mode: str, stream: TextIO, environ: Mapping[str, str] | None = None) -> bool:
    """Whether to colour `stream`: the option first, then NO_COLOR, FORCE_COLOR, the terminal."""
    env = os.environ if environ is None else environ
    if mode != "auto":
        return mode == "always"
    if env.get("NO_COLOR"):
        return False
    if env.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and env.get("TERM") != "dumb"


def wants_links(color: bool, stream: TextIO) -> bool:
    """Whether to emit terminal hyperlinks: never into a pipe, coloured or not."""
    return color and stream.isatty()


def width_of(stream: TextIO) -> int:
    """Columns to fill: the terminal's, or a fixed number where there is none."""
    if not stream.isatty():
        return PLAIN_WIDTH
    from shutil import get_terminal_size

    return get_terminal_size().columns


def escape_unencodable() -> None:
    """Never die of a character that the console's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
