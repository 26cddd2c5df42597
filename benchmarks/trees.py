"""The code that is measured: published packages, pinned, unpacked and never run."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent / ".bench"
WHEELS = BENCH / "wheels"
# Wheels of one Python for everybody, so that all measure the same files.
DOWNLOAD = ("--no-deps", "--only-binary=:all:", "--python-version=3.12")
LITELLM = "litellm==1.106.2"


@lru_cache
def sparse() -> Path:
    """Big ordinary packages that have nothing to do with LLMs."""
    return _tree("sparse", _pins("sparse.txt"))


@lru_cache
def dense() -> Path:
    """Packages of the labelled corpus, most of them LLM applications."""
    return _tree("dense", _pins("dense.txt"))


@lru_cache
def litellm() -> Path:
    """One package in which nearly every file is LLM code."""
    return _tree("litellm", [LITELLM])


def python_files(tree: Path) -> list[Path]:
    return sorted(path for path in tree.rglob("*.py") if path.is_file())


def _pins(name: str) -> list[str]:
    return (HERE / name).read_text("utf-8").split()


def _tree(name: str, pins: list[str]) -> Path:
    tree = BENCH / name
    for pin in pins:
        if not (target := tree / pin.replace("==", "-")).exists():
            _unpack(_wheel(pin), target)
    if not (tree / ".git").exists():
        # A repository of its own: no tool looks at the ignores and settings of the one around it.
        subprocess.run(["git", "init", "--quiet", tree], check=True)
    return tree


def _unpack(wheel: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".part")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unfinished)
    unfinished.rename(target)


def _wheel(pin: str) -> Path:
    if not (found := _downloaded(pin)):
        print(f"downloading {pin}", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *DOWNLOAD, f"--dest={WHEELS}", pin], check=True)
        found = _downloaded(pin)
    if not found:
        raise SystemExit(f"{pin}: pip downloaded it under another name; rename the pin.")
    return found


def _downloaded(pin: str) -> Path | None:
    name, version = pin.split("==")
    wanted = (_normal(name), _normal(version))
    for wheel in WHEELS.glob("*.whl"):
        parts = wheel.name.split("-")
        if (_normal(parts[0]), _normal(parts[1])) == wanted:
            return wheel
    return None


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
