"""CODEOWNERS of GitHub, GitLab and Bitbucket: the teams that it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.entries import Entry, Format, place_of
from untagged_llm.policy.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TEAM = re.compile(r"(?<!\S)@[\w.-]+/(?:[\w.-]+/)*([\w.-]+)(?!\S)")
_COMMENT = re.compile(r"(?:^|\s)#.*")


def _read(path: Path) -> Iterator[Entry]:
    for number, line in enumerate(_lines(path), 1):
        for team in _TEAM.finditer(_COMMENT.sub("", line)):
            yield Entry("team_id", team[1], place_of(path, number, team.start(1) + 1, len(team[1])))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, "", f"cannot be read as text ({type(error).__name__})") from None


FORMAT = Format("CODEOWNERS", lambda name: name == "CODEOWNERS", _read)
