"""Deployment files of lines: Dockerfile, `.env`, Procfile, systemd units, `fly.toml`."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.sources.passed import ATTRIBUTES, LABELS, VARIABLES, label, variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.fix.inference.sources.passed import Passed

_NAMES = (
    "Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile", "Procfile",
    "Procfile.*", ".env", ".env.*", ".envrc", "*.env", "*.service", "fly.toml", "fly.*.toml",
)  # fmt: skip
_EXAMPLES = ("example", "sample", "template", "dist", "test", "tests", "local", "ci", "defaults")
_WORDS = "|".join(re.escape(word) for word in (*VARIABLES, *LABELS, ATTRIBUTES))
_GIVEN = re.compile(
    rf"""(?<![\w.$/{{-])["']?(?P<name>{_WORDS})["']?(?:\s*=\s*|\s+)"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))"""
)


def is_assignments(name: str) -> bool:
    """Whether a file of that name passes variables line by line; examples pass nothing."""
    is_example = name.rpartition(".")[2] in _EXAMPLES
    return not is_example and any(fnmatchcase(name, pattern) for pattern in _NAMES)


def in_lines(text: str) -> Iterator[Passed]:
    """What the lines say; comments say nothing."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith(("#", ";", "//")):
            for found in _GIVEN.finditer(line):
                value = found["double"] or found["single"] or found["bare"] or ""
                yield from variable(found["name"], value, number)
                yield from label(found["name"], value, number)
