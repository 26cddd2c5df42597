from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from untagged_llm.analysis.cache import Cache
from untagged_llm.analysis.discover import Found
from untagged_llm.analysis.records import pack, unpack
from untagged_llm.model import (
    Argument,
    CarrierUse,
    FileSites,
    Place,
    Range,
    Retry,
    Site,
    Step,
    Tag,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = Place("a.py", Range(1, 2, 3, 4))
SITE = Site(
    path="a.py", range=PLACE.range, kind="call", sdk="openai", client_id="client",
    callable="openai.OpenAI.chat.completions.create", text="client.chat.completions.create",
    site_id="s1", scope="f", name_line=1, client=PLACE,
    carriers=(
        CarrierUse(
            sdk="openai", carrier="headers", param="extra_headers", reach="http-header",
            level="call", tags=(Tag("team_id", None, PLACE),), open=True, value_place=PLACE,
        ),
    ),
    arguments={"model": Argument("literal", "gpt-5", PLACE)},
    retry=Retry("tenacity.retry", PLACE), stream=False, trace=(Step(PLACE, "built here"),),
)  # fmt: skip
RESULTS = (FileSites("a.py", (SITE,)), FileSites("b.py", (), Unreadable("b.py", 1, 1, "no")))
OLD = Found("a.py", 1_000, 5)
OTHER = Found("b.py", 1_000, 6)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def filled(root: Path) -> Cache:
    cache = Cache.at(root, "settings")
    cache.remember([(OLD, "sdk"), (OTHER, "none")])
    cache.keep([OLD, OTHER], RESULTS)
    cache.save()
    return cache


def cache_file(root: Path) -> Path:
    (only,) = (root / ".untagged-llm-cache").glob("*.bin")
    return only


def test_model_objects_survive_packing() -> None:
    assert unpack(pack(RESULTS)) == RESULTS


def test_the_next_run_knows_what_this_one_learnt(root: Path) -> None:
    filled(root)
    again = Cache.at(root, "settings")
    assert again.verdicts([OLD, OTHER]) == ["sdk", "none"]
    assert again.results([OLD, OTHER]) == RESULTS


@pytest.mark.parametrize("changed", [OLD._replace(mtime_ns=1_001), OLD._replace(size=6)])
def test_a_changed_file_is_unknown_and_so_are_the_results(root: Path, changed: Found) -> None:
    filled(root)
    again = Cache.at(root, "settings")
    assert again.verdicts([changed, OTHER]) == [None, "none"]
    assert again.results([changed, OTHER]) is None


def test_a_file_more_or_less_makes_the_results_unknown(root: Path) -> None:
    filled(root)
    again = Cache.at(root, "settings")
    assert again.results([OLD]) is None
    assert again.results([OLD, OTHER, Found("c.py", 1, 1)]) is None


def test_a_module_read_besides_counts_too(root: Path) -> None:
    beside = root / "beside.py"
    beside.write_text("x = 1")
    os.utime(beside, (1, 1))
    cache = Cache.at(root, "")
    cache.keep([OLD], RESULTS, also_read=["beside.py", "missing.py"])
    cache.save()
    assert Cache.at(root, "").results([OLD]) == RESULTS
    (root / "missing.py").write_text("")
    assert Cache.at(root, "").results([OLD]) is None


def test_other_settings_or_another_directory_have_their_own_cache(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(root)
    assert Cache.at(root, "others").verdicts([OLD]) == [None]
    (root / "below").mkdir()
    monkeypatch.chdir("below")
    assert Cache.at(root, "settings").verdicts([OLD]) == [None]


def test_a_file_written_just_now_is_not_trusted_by_its_time(root: Path) -> None:
    fresh = root / "fresh.py"
    fresh.write_text("x = 1")
    status = fresh.stat()
    found = Found("fresh.py", status.st_mtime_ns, status.st_size)
    cache = Cache.at(root, "")
    cache.remember([(found, "none"), (OLD, "sdk")])
    cache.keep([found, OLD], RESULTS)
    cache.save()
    again = Cache.at(root, "")
    assert again.verdicts([found, OLD]) == [None, "sdk"]
    assert again.results([found, OLD]) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-10],
        lambda data: data[:5],
        lambda data: b"",
        lambda data: b"something else entirely",
        lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
        lambda data: data.replace(b"ULMCACHE1", b"ULMCACHE0"),
    ],
    ids=["cut", "cut-short", "empty", "foreign", "flipped-bit", "older-format"],
)
def test_a_damaged_cache_is_silently_rebuilt(root: Path, damage: Callable[[bytes], bytes]) -> None:
    filled(root)
    cache_file(root).write_bytes(damage(cache_file(root).read_bytes()))
    again = Cache.at(root, "settings")
    assert again.verdicts([OLD]) == [None]
    assert again.results([OLD, OTHER]) is None
    filled(root)
    assert Cache.at(root, "settings").verdicts([OLD]) == ["sdk"]


def test_the_cache_ignores_itself_and_leaves_nothing_behind(root: Path) -> None:
    filled(root)
    folder = root / ".untagged-llm-cache"
    assert (folder / ".gitignore").read_text().endswith("*\n")
    assert {each.suffix for each in folder.iterdir() if each.name != ".gitignore"} == {".bin"}


def test_old_caches_are_dropped(root: Path) -> None:
    for number in range(12):
        cache = Cache.at(root, str(number))
        cache.remember([(OLD, "sdk")])
        cache.save()
    assert len(list((root / ".untagged-llm-cache").glob("*.bin"))) == 8


def test_a_place_that_cannot_be_written_is_no_error(root: Path) -> None:
    (root / ".untagged-llm-cache").write_text("in the way")
    filled(root)
    assert (root / ".untagged-llm-cache").read_text() == "in the way"
