"""The baseline: findings that were there before, one sorted line each.

A line is `CODE site_id path callable`. Only the code and the site id count, so code may move;
path and callable are for the reader and have their blanks percent-encoded. A baseline
never grows by itself: only writing it again changes it, and then what is mended drops out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.model import Finding

HEADER = "# untagged-llm baseline: findings that do not fail. Mend them; do not add to them."
_CODE = re.compile(r"ULM\d{3}")
_UNSAFE = re.compile(r"[\s%\x00-\x1f\udc80-\udcff]")


class BaselineError(ValueError):
    """A baseline file cannot be read; the message is one sentence with file and line."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings of each (code, site id) are known."""

    known: Counter[tuple[str, str]] = field(default_factory=Counter)

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """New findings and known ones; of one id, as many are known as the file has lines."""
        left = Counter(self.known)
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            key = (finding.code, finding.site_id or "")
            (known if left[key] > 0 else new).append(finding)
            left[key] -= 1
        return new, known


def parse(text: str, name: str) -> Baseline:
    """The baseline in `text`; `name` is the file's, for messages.

    Raises BaselineError at the first line that is none.
    """
    known: Counter[tuple[str, str]] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            known[_key(line, f"{name}:{number}")] += 1
    return Baseline(known)


def _key(line: str, where: str) -> tuple[str, str]:
    fields = line.split()
    if len(fields) == 4 and _CODE.fullmatch(fields[0]):
        return fields[0], fields[1]
    raise BaselineError(
        f"{where}: not a baseline line (CODE site_id path callable): {line.strip()[:60]!r}; "
        "write the file again with --write-baseline"
    )


def render(findings: Iterable[Finding]) -> str:
    """The baseline file that knows exactly these findings.

    Findings without a site (ULM000, ULM001) have no stable id and are left out.
    """
    return "".join(f"{line}\n" for line in (HEADER, *sorted(_lines(findings))))


def _lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.site_id:
            words = (finding.path, finding.callable or "-")
            yield " ".join((finding.code, finding.site_id, *map(_one_word, words)))


def _one_word(text: str) -> str:
    return _UNSAFE.sub(_percent_encoded, text)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))
