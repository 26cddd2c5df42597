from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from robustness.running import CALL, CLIENT, check

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(CLIENT + CALL, "utf-8")
    return tmp_path


def test_a_link_to_the_folder_above_is_not_followed(project: Path) -> None:
    (project / "inner").mkdir()
    (project / "inner" / "loop").symlink_to(project, target_is_directory=True)

    ended = check(project)

    assert ended.code == 1
    assert [row["path"] for row in ended.rows] == ["app.py"]


def test_a_link_to_itself_is_one_finding(project: Path) -> None:
    (project / "self.py").symlink_to(project / "self.py")

    ended = check(project)

    assert ended.code == 3
    assert ended.of("self.py") == [("ULM000", 1)]
    assert ended.of("app.py") == [("ULM101", 2)]


def test_a_link_to_nothing_holds_no_code_and_is_passed_over(project: Path) -> None:
    (project / "gone.py").symlink_to(project / "nowhere.py")

    ended = check(project)

    assert ended.code == 1
    assert [row["path"] for row in ended.rows] == ["app.py"]


def test_a_link_to_nothing_that_is_named_is_a_usage_error(project: Path) -> None:
    (project / "gone.py").symlink_to(project / "nowhere.py")

    assert check(project, "gone.py").code == 2


def test_a_folder_may_be_called_like_a_file(project: Path) -> None:
    (project / "x.py").mkdir()
    (project / "x.py" / "inside.py").write_text(CLIENT + CALL, "utf-8")

    ended = check(project)

    assert ended.code == 1
    assert sorted(row["path"] for row in ended.rows) == ["app.py", "x.py/inside.py"]


def test_an_import_of_a_folder_called_like_a_file_finds_no_module(project: Path) -> None:
    (project / "x.py").mkdir()
    (project / "app.py").write_text("import x\n" + CLIENT + "x.f(client)\n" + CALL, "utf-8")

    assert check(project).of("app.py") == [("ULM101", 3)]


def test_a_missing_path_is_a_usage_error(project: Path) -> None:
    assert check(project, "absent.py").code == 2
