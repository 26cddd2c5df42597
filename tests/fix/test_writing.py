from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from untagged_llm.fix.writing import NotWrittenError, replace_content

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "app.py"
    file.write_bytes(b"x = 1\n")
    return file


def test_the_mode_is_kept(file: Path) -> None:
    file.chmod(0o750)

    replace_content(str(file), b"x = 1\n", b"x = 2\n")

    assert file.read_bytes() == b"x = 2\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o750


def test_a_file_that_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    with pytest.raises(NotWrittenError, match="has changed meanwhile"):
        replace_content(str(file), b"x = 0\n", b"x = 2\n")

    assert file.read_bytes() == b"x = 1\n"


def test_a_link_goes_on_leading_to_the_file(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(file)

    replace_content(str(link), b"x = 1\n", b"x = 2\n")

    assert link.is_symlink()
    assert file.read_bytes() == b"x = 2\n"


def test_a_file_with_two_names_is_written_once(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(file)

    for name in (file, link):
        replace_content(str(name), b"x = 1\n", b"x = 2\n")

    assert file.read_bytes() == b"x = 2\n"


def test_nothing_is_left_beside_the_file(file: Path, tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError):
        replace_content(str(file), b"", b"x = 2\n")
    replace_content(str(file), b"x = 1\n", b"x = 2\n")

    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_has_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match=r"is not there any more"):
        replace_content(str(tmp_path / "gone.py"), b"", b"x = 2\n")
