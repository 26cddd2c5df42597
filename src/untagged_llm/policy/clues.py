"""What a repository's files give away about ownership: a cheap look, bytes only."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog import format_of
from untagged_llm.policy.catalog.codeowners import CODEOWNERS_PLACES
from untagged_llm.policy.tags import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SKIPPED = {
    "node_modules", "site-packages", "venv", "build", "dist", "__pycache__",
    "tests", "test", "fixtures",
}  # fmt: skip
_MOST_FILES = 20_000
_MOST_BYTES = 200_000
_READ = (".py", ".ipynb", ".env", ".example", ".cfg", ".ini")
_TESTS = ("tests", "test")

_GATEWAYS = {
    "litellm": (b"x-litellm-", b"LITELLM_PROXY", b"LITELLM_BASE_URL", b"LITELLM_MASTER_KEY"),
    "portkey": (b"x-portkey-", b"api.portkey.ai", b"PORTKEY_API_KEY", b"portkey_ai"),
    "helicone": (b"helicone-", b".helicone.ai", b"hconeai.com", b"HELICONE_API_KEY"),
    "cloudflare": (b"cf-aig-", b"gateway.ai.cloudflare.com"),
    "openrouter": (b"openrouter.ai", b"OPENROUTER_API_KEY"),
    "databricks": (b"usage_context", b"/serving-endpoints"),
    "plain": (b"x-owner-",),
}
_NAME = re.compile(rb"""^name\s*=\s*["']([\w.-]+)["']""", re.MULTILINE)
_TAG = re.compile(rb"""["']([A-Za-z][\w.-]{2,40})["']\s*[:\]]""")


@dataclass(frozen=True, slots=True)
class Clues:
    """What was found. `gateways` pairs a preset with the file it was seen in, most certain first.

    `tags` are the canonical keys that string keys in the code spell, `strange` the
    `x-owner-...` ones that spell none; `catalogs` and `test_folders` are relative to the
    repository. `project` is the name in its pyproject.toml, or "".
    """

    gateways: tuple[tuple[str, str], ...]
    tags: frozenset[str]
    strange: tuple[str, ...]
    catalogs: tuple[str, ...]
    test_folders: tuple[str, ...]
    project: str


def clues_in(root: Path) -> Clues:
    """Look at the files below `root`, at most 20,000 of them."""
    seen: dict[str, list[str]] = {}
    words: set[str] = set()
    catalogs = [name for name in CODEOWNERS_PLACES if (root / name).is_file()][:1]
    for file in islice(_files(root), _MOST_FILES):
        shown = file.relative_to(root).as_posix()
        if _is_catalog(file):
            catalogs.append(shown)
        elif file.name.endswith(_READ):
            content = _content(file)
            words.update(key.decode() for key in _TAG.findall(content))
            for name in _gateways(content):
                seen.setdefault(name, []).append(shown)
    return Clues(
        gateways=tuple((name, seen[name][0]) for name in sorted(seen, key=_certainty(seen))),
        tags=frozenset(key for word in words if (key := canonical(word))),
        strange=tuple(sorted(word for word in words if _is_strange(word))),
        catalogs=_unique(catalogs),
        test_folders=tuple(name for name in _TESTS if (root / name).is_dir()),
        project=_project(root / "pyproject.toml"),
    )


def _certainty(seen: Mapping[str, list[str]]) -> Callable[[str], tuple[int, int]]:
    """Most files first; what is more specific breaks a tie."""
    order = list(_GATEWAYS)
    return lambda name: (-len(seen[name]), order.index(name))


def _project(file: Path) -> str:
    found = _NAME.search(_content(file))
    return found[1].decode() if found else ""


def _is_strange(word: str) -> bool:
    return word.lower().startswith("x-owner-") and canonical(word) is None


def _files(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = sorted(each for each in below if each not in _SKIPPED and each[0] != ".")
        yield from (Path(folder, name) for name in sorted(names))


def _is_catalog(file: Path) -> bool:
    return file.name != "CODEOWNERS" and format_of(file) is not None


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:
        return b""


def _gateways(content: bytes) -> Iterator[str]:
    folded = content.lower()
    for name, words in _GATEWAYS.items():
        if any(word.lower() in folded for word in words):
            yield name


def _unique(catalogs: list[str]) -> tuple[str, ...]:
    """Many catalog files of one name become one pattern."""
    count = Counter(PurePosixPath(name).name for name in catalogs)
    patterns = (
        name if count[last] <= 3 else f"**/{last}"
        for name, last in ((name, PurePosixPath(name).name) for name in catalogs)
    )
    return tuple(dict.fromkeys(patterns))
