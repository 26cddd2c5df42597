from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppress.making import finding
from untagged_llm.model import Place, Range, Related
from untagged_llm.suppress.changed import GitError, changed_since
from untagged_llm.suppress.diff import parse_diff


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    git(tmp_path, "init", "-q")
    for name in ("app.py", "ünï côde.py", 'quo"te.py'):
        (tmp_path / name).write_text("a = 1\nb = 2\nc = 3\nd = 4\n")
    (tmp_path / "book.ipynb").write_text("{}\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.py").write_text("a = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_only_changed_lines_count(repository: Path) -> None:
    (repository / "app.py").write_text("a = 1\nb = 9\nc = 3\nd = 4\n")
    changed = changed_since("HEAD", repository)
    assert [line for line in range(1, 5) if changed.touches(finding(line))] == [2]


def test_a_removed_line_touches_what_spans_it(repository: Path) -> None:
    (repository / "app.py").write_text("a = 1\nc = 3\nd = 4\n")
    changed = changed_since("HEAD", repository)
    assert changed.touches(finding(1, end=2))
    assert not changed.touches(finding(1))
    assert not changed.touches(finding(2, end=3))


def test_a_changed_related_place_counts(repository: Path) -> None:
    (repository / "app.py").write_text("a = 9\nb = 2\nc = 3\nd = 4\n")
    built = Related(Place("app.py", Range(1, 1, 1, 6)), "built here")
    call = finding(4)
    related = type(call)(call.path, call.range, call.code, call.rule, "m", related=(built,))
    assert changed_since("HEAD", repository).touches(related)


@pytest.mark.parametrize("name", ["ünï côde.py", 'quo"te.py'])
def test_odd_file_names_are_found(repository: Path, name: str) -> None:
    (repository / name).write_text("a = 9\nb = 2\nc = 3\nd = 4\n")
    changed = changed_since("HEAD", repository)
    assert changed.touches(finding(1, path=name))
    assert not changed.touches(finding(2, path=name))


def test_untracked_files_and_changed_notebooks_count_as_a_whole(repository: Path) -> None:
    (repository / "new.py").write_text("x = 1\n")
    (repository / "book.ipynb").write_text("{ }\n")
    changed = changed_since("HEAD", repository)
    assert changed.touches(finding(7, path="new.py"))
    assert changed.touches(finding(7, path="book.ipynb"))


def test_a_moved_file_without_a_change_has_no_changed_line(repository: Path) -> None:
    git(repository, "mv", "app.py", "moved.py")
    assert not changed_since("HEAD", repository).touches(finding(1, path="moved.py"))


def test_it_works_from_a_folder_below_the_top(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "sub" / "inner.py").write_text("a = 9\n")
    (repository / "app.py").write_text("a = 9\n")
    monkeypatch.chdir(repository / "sub")
    changed = changed_since("HEAD", Path())
    assert changed.touches(finding(1, path="inner.py"))
    assert changed.touches(finding(1, path="../app.py"))


def test_the_users_diff_settings_do_not_matter(repository: Path) -> None:
    for setting in ("diff.noprefix=true", "diff.mnemonicPrefix=true", "color.diff=always"):
        git(repository, "config", *setting.split("="))
    (repository / "app.py").write_text("a = 9\nb = 2\nc = 3\nd = 4\n")
    assert changed_since("HEAD", repository).touches(finding(1))


@pytest.mark.parametrize("revision", ["nowhere", "--help", "-x", ""])
def test_an_unknown_revision_is_one_sentence(repository: Path, revision: str) -> None:
    with pytest.raises(GitError, match="--diff-base: git knows no revision"):
        changed_since(revision, repository)


def test_a_folder_outside_of_git_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="--diff-base: git says: fatal: not a git repository"):
        changed_since("HEAD", tmp_path)


def test_a_missing_git_is_one_sentence(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(GitError, match="needs git, which is not on the PATH"):
        changed_since("HEAD", repository)


def test_content_that_looks_like_a_head_is_content() -> None:
    diff = b"--- a/x.py\n+++ b/x.py\n@@ -3 +3,2 @@\n--- a/y\n+++ b/y\n+@@ -1 +9 @@\n"
    assert parse_diff(diff) == {"x.py": ((3, 4),)}


@given(st.binary())
def test_no_diff_is_too_odd(diff: bytes) -> None:
    parse_diff(b"--- a/x\n+++ b/x\n" + diff)
