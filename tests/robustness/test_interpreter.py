"""CPython's own tests hold every oddity of the grammar: a sample, or all with ROBUSTNESS=all."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import pytest

from robustness.running import CALL, CLIENT, analyse, run
from untagged_llm.analysis.decode import SourceError, parse, read

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
# Some distributions ship the library without its tests.
FOLDER = LIBRARY / "test" if (LIBRARY / "test" / "test_grammar.py").exists() else LIBRARY
ALL = sorted(FOLDER.rglob("*.py"))
WHOLE = os.environ.get("ROBUSTNESS") == "all"
FILES = ALL if WHOLE else ALL[::20]
PATIENCE = 1500 if WHOLE else 250


def python(path: Path) -> str | None:
    """The text of a file; nothing for those that are meant to be broken."""
    try:
        text = read(str(path))
        parse(text)
    except SourceError:
        return None
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_resolver_survives_what_the_interpreter_is_tested_with(
    path: Path, tmp_path: Path
) -> None:
    text = python(path)
    if text is None:
        return
    seen = analyse(str(path), f"{text}\n{CLIENT}{CALL}", tmp_path)
    assert seen.error is None
    assert {"construct", "call"} <= {site.kind for site in seen.sites[-2:]}


def test_the_command_line_ends_with_a_verdict_on_them(tmp_path: Path) -> None:
    named = [str(path) for path in FILES]
    ended = run(tmp_path, "check", *named, patience=PATIENCE)

    assert ended.code in (0, 1, 3)
