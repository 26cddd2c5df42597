from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm.fix.dirty import uncommitted
from untagged_llm.suppress import GitError

from .repository import committed, git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("clean.py", "edited.py", "staged.py", "old name.py", "[odd].py"):
        (tmp_path / name).write_text("x = 1\n", "utf-8")
    committed(tmp_path)
    (tmp_path / "edited.py").write_text("x = 2\n", "utf-8")
    (tmp_path / "staged.py").write_text("x = 2\n", "utf-8")
    git(tmp_path, "add", "staged.py")
    git(tmp_path, "mv", "old name.py", "neuer Name ä.py")
    (tmp_path / "new.py").write_text("x = 1\n", "utf-8")
    return tmp_path


def test_edited_staged_renamed_and_new_files_count(project: Path) -> None:
    names = {"edited.py", "staged.py", "neuer Name ä.py", "new.py"}
    paths = [str(project / name) for name in (*names, "clean.py", "[odd].py")]

    assert uncommitted(paths) == {str(project / name) for name in names}


def test_paths_may_be_relative(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)

    assert uncommitted(["edited.py", "clean.py"]) == {"edited.py"}


def test_files_outside_of_git_have_nothing_uncommitted(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\n", "utf-8")

    assert uncommitted([str(tmp_path / "app.py")]) == frozenset()


def test_several_repositories_are_asked_each(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        committed(tmp_path / name)
        (tmp_path / name / "app.py").write_text("x = 1\n", "utf-8")
    paths = [str(tmp_path / name / "app.py") for name in ("one", "two")]

    assert uncommitted(paths) == set(paths)


def test_without_git_the_mend_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(GitError, match="--allow-dirty"):
        uncommitted([str(project / "clean.py")])
