from __future__ import annotations

import os
from pathlib import Path

import pytest

from untagged_llm.analysis.cache import Cache
from untagged_llm.analysis.discover import Found, discover
from untagged_llm.analysis.survey import Survey, Wanted, survey


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "app.py": "from llm import client\nclient().invoke('hi')\n",
        "llm.py": "import openai\n",
        "other.py": "x = 1\n",
        "ours.py": "from acme import ask\n",
    }.items():
        Path(name).write_text(text)
        os.utime(name, (1, 1))
    return list(discover([]))


def names(found: Survey) -> tuple[list[str], list[str]]:
    return [each.path for each in found.naming], [each.path for each in found.consumers]


def test_files_are_sorted_by_what_they_name(files: list[Found]) -> None:
    assert names(survey(files, Wanted())) == (["llm.py"], ["app.py"])
    assert survey(files, Wanted()).files == 4


def test_a_declared_wrapper_is_looked_for(files: list[Found]) -> None:
    found = survey(files, Wanted(names=("acme.ask",)))
    assert names(found) == (["llm.py", "ours.py"], ["app.py"])


def test_a_file_that_is_gone_is_reported_and_the_rest_is_sorted(files: list[Found]) -> None:
    Path("llm.py").unlink()
    found = survey(files, Wanted())
    assert [each.path for each in found.unreadable] == ["llm.py"]
    assert names(found) == ([], ["app.py"])


def test_a_warm_run_reads_no_file(files: list[Found], tmp_path: Path) -> None:
    cache = Cache.at(tmp_path, "")
    cold = survey(files, Wanted(), cache=cache)
    cache.save()
    for file in files:
        Path(file.path).unlink()
    assert survey(files, Wanted(), cache=Cache.at(tmp_path, "")) == cold


def test_a_changed_file_is_read_again(files: list[Found], tmp_path: Path) -> None:
    cache = Cache.at(tmp_path, "")
    survey(files, Wanted(), cache=cache)
    Path("other.py").write_text("import anthropic\n")
    os.utime("other.py", (2, 2))
    assert names(survey(discover([]), Wanted(), cache=cache))[0] == ["llm.py", "other.py"]


def test_several_processes_sort_like_one(files: list[Found]) -> None:
    many = [file._replace(size=50_000_000) for file in files] * 5
    assert survey(many, Wanted(), jobs=2) == survey(many, Wanted(), jobs=1)


def test_a_file_that_could_not_be_read_is_tried_again(files: list[Found], tmp_path: Path) -> None:
    cache = Cache.at(tmp_path, "")
    Path("llm.py").rename("away")
    assert survey(files, Wanted(), cache=cache).unreadable
    Path("away").rename("llm.py")
    assert names(survey(files, Wanted(), cache=cache))[0] == ["llm.py"]
