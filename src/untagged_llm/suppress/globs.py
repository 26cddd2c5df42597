"""Path patterns of `per-file-ignores`, matched as ruff matches them."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

_TOKENS = re.compile(
    r"(?P<deep>(?<![^/])\*\*/)|(?P<star>\*+)|(?P<one>\?)|"
    r"(?P<set>\[[!^]?\]?[^\]]*\])|\{(?P<choice>[^{}]*)\}|(?P<other>.)",
    re.DOTALL,
)


def matches(pattern: str, path: str, root: str) -> bool:
    """Whether `pattern` matches `path`: its file name, or all of it below `root`.

    `*` also crosses folders, `**/` may stand for none, and a leading `!` negates.
    """
    if pattern.startswith("!"):
        return not matches(pattern[1:], path, root)
    absolute, base = _absolute(path), _absolute(root)
    expression = _compiled(pattern)
    name = absolute.rpartition("/")[2]
    below = absolute.startswith(base + "/") and expression.fullmatch(absolute[len(base) + 1 :])
    return bool(expression.fullmatch(name) or below)


def _absolute(path: str) -> str:
    return Path(os.path.normpath(Path(path).absolute())).as_posix().rstrip("/")


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(_expression(pattern), re.DOTALL)
    except re.error:  # a range such as [z-a] means itself
        return re.compile(re.escape(pattern))


def _expression(pattern: str) -> str:
    return "".join(_piece(match) for match in _TOKENS.finditer(pattern))


def _piece(match: re.Match[str]) -> str:
    if match["deep"]:
        return "(?:.*/)?"
    if match["star"]:
        return ".*"
    if match["one"]:
        return "."
    if match["set"]:
        return _character_set(match["set"])
    if match["choice"] is not None:
        return f"(?:{'|'.join(_expression(choice) for choice in match['choice'].split(','))})"
    return re.escape(match["other"])


def _character_set(written: str) -> str:
    inside = written[1:-1]
    negated = inside[:1] in ("!", "^")
    members = re.sub(r"[\\\[\]&~|^]", r"\\\g<0>", inside[1:] if negated else inside)
    return f"[{'^' if negated else ''}{members}]"
