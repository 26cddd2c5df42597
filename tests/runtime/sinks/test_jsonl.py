from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from runtime.record.events import event
from runtime.record.programs import numbers, recorded
from untagged_llm.runtime.sinks.jsonl import JsonLines

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folder_is_made(tmp_path: Path) -> None:
    JsonLines(tmp_path / "new" / "usage.jsonl").write([event()])

    assert numbers(tmp_path / "new" / "usage.jsonl") == [1]


def test_others_cannot_read_who_asked_what(tmp_path: Path) -> None:
    JsonLines(tmp_path / "usage.jsonl").write([event()])

    assert (tmp_path / "usage.jsonl").stat().st_mode & 0o007 == 0


def test_a_half_line_of_a_killed_process_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "usage.jsonl"
    sink = JsonLines(path)
    sink.write([event(1)])
    with path.open("ab") as file:
        file.write(b'{"kind":"usage","event_id":"' + b"x" * 200_000)

    sink.write([event(2)])

    assert numbers(path) == [1, 2]


def test_a_file_that_never_held_a_whole_line_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "usage.jsonl"
    path.write_bytes(b'{"kind":')

    JsonLines(path).write([event(1)])

    assert numbers(path) == [1]


def test_a_full_file_is_renamed_so_that_one_pattern_names_them_all(tmp_path: Path) -> None:
    sink = JsonLines(tmp_path / "usage.jsonl", max_bytes=2_000)

    for number in range(20):
        sink.write([event(number)])

    files = sorted(tmp_path.glob("usage*.jsonl"))
    assert len(files) > 5
    assert all(path.stat().st_size <= 2_000 for path in files)
    assert sorted(number for path in files for number in numbers(path)) == list(range(20))


def test_only_the_newest_files_are_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    sink = JsonLines(tmp_path / "usage.jsonl", max_bytes=1, keep=2)
    (tmp_path / "usage.notes.jsonl").touch()

    for number in range(6):
        sink.write([event(number)])

    kept = sorted(number for path in tmp_path.glob("usage*.jsonl") for number in numbers(path))
    assert kept == [3, 4, 5]
    assert (tmp_path / "usage.notes.jsonl").exists()


@pytest.mark.parametrize("how", ["renamed", "removed"])
def test_a_file_that_others_rotate_is_followed(tmp_path: Path, how: str) -> None:
    path = tmp_path / "usage.jsonl"
    sink = JsonLines(path)
    sink.write([event(1)])
    path.rename(tmp_path / "usage.1.jsonl")
    if how == "removed":
        (tmp_path / "usage.1.jsonl").unlink()

    sink.write([event(2)])

    assert numbers(path) == [2]


def test_the_place_is_that_of_the_start_wherever_the_process_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path as AnyPath

    monkeypatch.chdir(tmp_path)
    sink = JsonLines(AnyPath("usage.jsonl"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    sink.write([event()])

    assert numbers(tmp_path / "usage.jsonl") == [1]


def test_any_text_makes_one_line_of_plain_ascii(tmp_path: Path) -> None:
    tags = {"team_id": 'a\n"b"\u2028\ud800\0é'}

    JsonLines(tmp_path / "usage.jsonl").write([event(tags=tags)])

    (line,) = recorded(tmp_path / "usage.jsonl")
    assert line["tags"] == tags
    assert os.linesep not in (tmp_path / "usage.jsonl").read_text("ascii")[:-1]
