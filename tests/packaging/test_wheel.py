from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "untagged_llm"
UNOWNED = "from openai import OpenAI\n\nclient = OpenAI()\n"

# One worker builds and installs, not each.
pytestmark = pytest.mark.xdist_group("wheel")


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, words)), cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ".", cwd=ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    installed = run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return scripts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    return tmp_path


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())

    kept = (
        path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    expected = {path.relative_to(SOURCE.parent).as_posix() for path in kept}
    assert expected <= packed
    assert {Path(name).suffix for name in expected} >= {".py", ".toml", ".json", ".typed"}


def test_the_wheel_alone_checks(bin_folder: Path, project: Path) -> None:
    done = run(bin_folder / "untagged-llm", "check", "--format=concise", ".", cwd=project)

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("app.py:3:10: ULM101 OpenAI() has no owner")


def test_the_wheel_alone_renders_every_format(bin_folder: Path, project: Path) -> None:
    names = sorted(path.stem for path in (SOURCE / "reporters" / "findings").glob("[a-z]*.py"))
    outputs = [f"--output={name}=out.{name}" for name in names]

    done = run(bin_folder / "untagged-llm", "check", "--exit-zero", *outputs, ".", cwd=project)

    assert (done.returncode, done.stderr) == (0, "")
    assert all((project / f"out.{name}").stat().st_size for name in names)


def test_the_wheel_alone_lists_sites(bin_folder: Path, project: Path) -> None:
    done = run(bin_folder / "untagged-llm", "inventory", ".", cwd=project)

    assert (done.returncode, done.stderr) == (0, "")
    assert "openai.OpenAI" in done.stdout


def test_the_wheel_alone_is_a_flake8_plugin(bin_folder: Path, project: Path) -> None:
    done = run(bin_folder / "flake8", "--isolated", "--select=ULM1", ".", cwd=project)

    assert (done.returncode, done.stderr) == (1, "")
    assert "app.py:3:10: ULM101" in done.stdout


def test_a_missing_extra_is_named(bin_folder: Path, project: Path) -> None:
    done = run(bin_folder / "untagged-llm", "lsp", cwd=project)

    assert done.returncode == 2
    assert "pip install 'untagged-llm[lsp]'" in done.stderr
