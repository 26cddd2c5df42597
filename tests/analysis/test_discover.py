from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from untagged_llm.analysis.discover import MissingPathError, discover
from untagged_llm.policy import ConfigError
from untagged_llm.policy.settings import Settings

if TYPE_CHECKING:
    from untagged_llm.model import Unreadable


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*paths: str, text: str = "") -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)


def found(
    *paths: str, exclude: tuple[str, ...] = (), extend_exclude: tuple[str, ...] = ()
) -> list[str]:
    settings = Settings(root=Path.cwd(), exclude=exclude, extend_exclude=extend_exclude)
    return [each.path for each in discover([Path(path) for path in paths], lambda _: settings)]


def test_python_files_and_notebooks_are_found_in_a_fixed_order(tree: Path) -> None:
    write("b.py", "a.ipynb", "notes.txt", "stub.pyi", "pkg/z.py", "pkg/inner/x.py", "lib/y.py")
    assert found() == ["a.ipynb", "b.py", "lib/y.py", "pkg/z.py", "pkg/inner/x.py"]


def test_size_and_time_are_those_of_the_file(tree: Path) -> None:
    write("a.py", text="x = 1")
    (only,) = discover([Path("a.py")])
    assert (only.size, only.mtime_ns) == (5, Path("a.py").stat().st_mtime_ns)


def test_each_file_comes_once(tree: Path) -> None:
    write("src/a.py")
    assert found("src", "src/a.py", ".", str(tree / "src")) == ["src/a.py"]


def test_customary_folders_are_left_out_unless_named(tree: Path) -> None:
    write("a.py", ".venv/x.py", "node_modules/x.py", "lib/site-packages/p/x.py", "__pycache__/x.py")
    assert found() == ["a.py"]
    assert found(".venv", "lib/site-packages") == [".venv/x.py", "lib/site-packages/p/x.py"]


def test_settings_exclude_by_name_or_by_path_from_the_root(tree: Path) -> None:
    write("a.py", "gen/a.py", "src/gen/b.py", "src/old/c.py", "other/old/c.py", "x_pb2.py")
    assert found(extend_exclude=("gen", "src/old", "*_pb2.py")) == ["a.py", "other/old/c.py"]


def test_exclude_replaces_the_customary_folders(tree: Path) -> None:
    write("a.py", "build/x.py", "gen/y.py")
    assert found(exclude=("gen",)) == ["a.py", "build/x.py"]


@pytest.mark.parametrize("name", ["untagged_llm.toml", ".untagged-llm.toml"])
def test_a_configuration_that_nobody_reads_is_named(tree: Path, name: str) -> None:
    write("src/a.py", f"src/{name}")
    with pytest.raises(ConfigError) as caught:
        found()
    assert str(caught.value) == f"src/{name}: nobody reads this file: call it untagged-llm.toml"


def test_a_nested_configuration_excludes_below_itself(tree: Path) -> None:
    write("a/gen/x.py", "b/gen/x.py", "a/untagged-llm.toml")

    def lookup(folder: Path) -> Settings:
        nested = folder == Path("a")
        return Settings(root=folder, extend_exclude=("gen",) if nested else ())

    assert [each.path for each in discover([], lookup)] == ["b/gen/x.py"]


class TestGitignore:
    def test_ignored_files_and_folders_are_left_out(self, tree: Path) -> None:
        write(".gitignore", text="# local\n/out/\n*_local.py\nscratch\n*.so\n")
        write("a.py", "a_local.py", "out/x.py", "src/out/y.py", "src/scratch/z.py")
        assert found() == ["a.py", "src/out/y.py"]

    def test_a_nearer_file_overrules_a_farther_one(self, tree: Path) -> None:
        write(".gitignore", text="gen_*.py\n")
        write("src/.gitignore", text="!gen_keep.py\nlocal/\n")
        write("gen_keep.py", "src/gen_keep.py", "src/gen_x.py", "src/local/x.py", "local/x.py")
        assert found() == ["local/x.py", "src/gen_keep.py"]

    def test_the_repository_above_counts(self, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(".git/info/exclude", text="private.py\n")
        write(".gitignore", text="/src/gen/\n")
        write("src/private.py", "src/gen/x.py", "src/a.py")
        assert found("src") == ["src/a.py"]
        monkeypatch.chdir("src")
        assert found() == ["a.py"]

    def test_a_folder_that_is_named_is_looked_at_although_ignored(self, tree: Path) -> None:
        write(".git/HEAD", "out/pkg/x.py", "out/z.py")
        write(".gitignore", text="out/\n")
        assert found("out") == ["out/z.py", "out/pkg/x.py"]
        assert found("out/z.py") == ["out/z.py"]


class TestOddities:
    def test_links_to_folders_are_not_followed_and_loops_do_no_harm(self, tree: Path) -> None:
        write("pkg/a.py")
        Path("pkg/loop").symlink_to(tree, target_is_directory=True)
        Path("link").symlink_to("pkg", target_is_directory=True)
        assert found() == ["pkg/a.py"]
        assert found("link") == ["link/a.py"]

    def test_a_link_to_a_file_is_that_file(self, tree: Path) -> None:
        write("real.txt", text="x = 1")
        Path("a.py").symlink_to("real.txt")
        assert [each.size for each in discover([])] == [5]

    def test_a_folder_called_like_a_file_is_a_folder(self, tree: Path) -> None:
        write("pkg.py/a.py")
        assert found() == ["pkg.py/a.py"]

    def test_a_link_to_nothing_is_passed_over(self, tree: Path) -> None:
        write("b.py")
        Path("a.py").symlink_to("gone.py")
        errors: list[Unreadable] = []
        assert [each.path for each in discover([], unreadable=errors.append)] == ["b.py"]
        assert errors == []

    def test_a_link_to_itself_is_reported_and_the_rest_is_found(self, tree: Path) -> None:
        write("b.py")
        Path("a.py").symlink_to("a.py")
        errors: list[Unreadable] = []
        assert [each.path for each in discover([], unreadable=errors.append)] == ["b.py"]
        assert [each.path for each in errors] == ["a.py"]

    def test_a_pipe_is_not_waited_for(self, tree: Path) -> None:
        os.mkfifo("pipe.py")
        errors: list[Unreadable] = []
        assert list(discover([], unreadable=errors.append)) == []
        assert list(discover([Path("pipe.py")], unreadable=errors.append)) == []
        assert [each.message for each in errors] == ["is not a regular file"]

    def test_a_missing_path_names_the_nearest(self, tree: Path) -> None:
        write("src/client.py")
        with pytest.raises(MissingPathError) as caught:
            found("src/cleint.py")
        assert str(caught.value) == (
            "src/cleint.py cannot be found (no such file or directory); did you mean src/client.py?"
        )

    def test_paths_outside_the_working_directory_stay_as_given(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("here/a.py", "there/b.py")
        monkeypatch.chdir("here")
        assert found("../there") == ["../there/b.py"]
        assert found(str(tree / "there")) == [str(tree / "there" / "b.py")]
