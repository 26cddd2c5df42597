from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from untagged_llm.cli import progress
from untagged_llm.cli.terminal import wants_color

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("libcst", "rich", "pygls", "yaml", "shtab", "untagged_llm.checking", "untagged_llm.rules")
PROBE = """
import sys
from untagged_llm.cli import main

code = main(sys.argv[1:])
print(code, *(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
"""


def loaded_by(folder: Path, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(heavy=HEAVY), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    code, *names = done.stderr.split()
    assert code in ("0", "1")
    return names


def test_a_file_without_llm_code_loads_nothing_of_the_checker(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("x = 1\n", "utf-8")

    assert loaded_by(tmp_path, "check", "plain.py") == []


def test_checking_loads_no_front_end_library(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from openai import OpenAI\n\nOpenAI()\n", "utf-8")

    names = loaded_by(tmp_path, "check", "--format=concise", ".")
    assert names == ["untagged_llm.checking", "untagged_llm.rules"]


def test_a_long_run_draws_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setenv("FORCE_COLOR", "1")

    with progress.Progress(enabled=True) as shown:
        shown(1, 2)

    assert "Reading" in capsys.readouterr().err


def test_a_short_run_draws_none(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.Progress(enabled=True) as shown:
        shown(1, 2)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("mode", "environ", "expected"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_in_a_pipe(
    mode: str, environ: dict[str, str], expected: bool, tmp_path: Path
) -> None:
    with (tmp_path / "pipe").open("w") as stream:
        assert wants_color(mode, stream, environ) is expected
