"""Every command of the README is run, and ends and prints as the README says."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .fences import ROOT, fences

if TYPE_CHECKING:
    from pathlib import Path

CLEAN_OR_FINDINGS = (0, 1)
CHECKER = ("untagged-llm", "flake8")


def written(start: str) -> list[str]:
    """The lines of bash blocks whose command is `start`."""
    lines = "\n".join(fences("bash")).splitlines()
    return [line for line in lines if line.split()[:1] == [start]]


def sessions() -> list[tuple[str, str]]:
    """(command, output) of every console block."""
    parts = [
        part.partition("\n")
        for block in fences("console")
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ]
    return [(command, output) for command, _, output in parts]


def run(line: str, folder: Path, terminal: dict[str, str]) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(line, comments=True)
    found = shutil.which(program, path=terminal["PATH"])
    assert found, f"{program} is not installed"
    return subprocess.run(
        [found, *arguments],
        cwd=folder,
        env=terminal,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def promised(line: str) -> tuple[int, ...]:
    """The exit codes that a line's comment allows."""
    said = re.search(r"# exit code (\d)", line)
    return (int(said[1]),) if said else CLEAN_OR_FINDINGS


def test_every_command_is_of_a_kind_that_is_tested() -> None:
    programs = {line.split()[0] for block in fences("bash") for line in block.splitlines()}

    assert programs == {*CHECKER, "make", "pip"}
    assert {command.split()[0] for command, _ in sessions()} == {"untagged-llm"}


@pytest.mark.parametrize("block", fences("bash"), ids=lambda block: block.splitlines()[0][:50])
def test_a_block_of_commands_runs_from_top_to_bottom(
    block: str, shop: Path, terminal: dict[str, str]
) -> None:
    for line in block.splitlines():
        if line.startswith(CHECKER):
            done = run(line, shop, terminal)
            assert done.returncode in promised(line), f"{line}\n{done.stdout}{done.stderr}"
            assert "error" not in done.stderr.lower(), line


@pytest.mark.parametrize(("command", "output"), sessions(), ids=lambda text: text[:40])
def test_a_session_prints_what_is_shown(
    command: str, output: str, shop: Path, terminal: dict[str, str]
) -> None:
    assert run(command, shop, terminal).stdout.rstrip() == output.rstrip()


def test_the_makefile_has_the_targets_that_are_shown(terminal: dict[str, str]) -> None:
    for line in written("make"):
        target = shlex.split(line, comments=True)[1]
        done = run(f"make -n {target}", ROOT, terminal)
        assert done.returncode == 0, done.stderr


def test_the_package_installs_from_a_clone(tmp_path: Path) -> None:
    (line,) = written("pip")
    words = shlex.split(line)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words, "--no-deps", "--quiet", "--target", tmp_path],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "untagged_llm" / "__main__.py").is_file()


def test_the_bill_of_materials_is_written(shop: Path, terminal: dict[str, str]) -> None:
    (line,) = (line for line in written("untagged-llm") if "cyclonedx=" in line)
    run(line, shop, terminal)

    assert json.loads((shop / "llm-bom.json").read_text("utf-8"))["bomFormat"] == "CycloneDX"
