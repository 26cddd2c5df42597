from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from untagged_llm.policy import ConfigError, Settings, load, settings_for
from untagged_llm.policy import toml as reading
from untagged_llm.policy.search import forget

from .files import put

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_without_a_configuration_the_defaults_hold(repository: Path) -> None:
    assert settings_for(Path("app.py")) == Settings(root=repository)


def test_pyproject_and_own_file_take_the_same_keys(repository: Path) -> None:
    put(repository, "a/pyproject.toml", '[tool.untagged-llm]\nenforce = "call"\n')
    put(repository, "b/untagged-llm.toml", 'enforce = "call"\n')
    assert settings_for(Path("a/x.py")).enforce == "call"
    assert settings_for(Path("b/x.py")).enforce == "call"


def test_the_own_file_goes_before_pyproject(repository: Path) -> None:
    put(repository, "pyproject.toml", '[tool.untagged-llm]\nenforce = "call"\n')
    put(repository, "untagged-llm.toml", 'enforce = "client"\n')
    assert settings_for(Path("x.py")).enforce == "client"


def test_the_nearest_file_wins_key_by_key(repository: Path) -> None:
    put(repository, "untagged-llm.toml", 'enforce = "call"\nrequired = ["team"]\n')
    put(repository, "deep/untagged-llm.toml", 'required = ["feature"]\n')
    inner = settings_for(Path("deep/er/x.py"))
    assert inner.required == ("feature",)
    assert inner.enforce == "call"
    assert inner.root == repository
    assert inner.source == repository / "deep/untagged-llm.toml"


def test_tables_merge_and_extending_keys_add_up(repository: Path) -> None:
    put(
        repository,
        "untagged-llm.toml",
        """
        extend-select = ["ULM2"]
        spellings = { squad = "team_id" }
        values = { team = ["search"] }
        """,
    )
    put(
        repository,
        "deep/untagged-llm.toml",
        """
        extend-select = ["ULM4"]
        spellings = { app = "service_name" }
        values = { squad = ["growth"], env = ["prod"] }
        """,
    )
    inner = settings_for(Path("deep/x.py"))
    assert inner.extend_select == ("ULM2", "ULM4")
    assert inner.spellings == {"squad": "team_id", "app": "service_name"}
    assert inner.values == {"team_id": ("growth",), "environment": ("prod",)}


def test_paths_and_patterns_are_relative_to_their_file(repository: Path) -> None:
    put(
        repository,
        "untagged-llm.toml",
        """
        extend-exclude = ["old"]
        per-file-ignores = { "tests/**" = ["ULM1"] }
        """,
    )
    put(
        repository,
        "deep/untagged-llm.toml",
        """
        catalog = ["owners.toml", "../CODEOWNERS"]
        baseline = "known.txt"
        extend-exclude = ["gen", "!gen/kept.py"]
        per-file-ignores = { "tests/**" = ["ULM102"], "x.py" = ["ULM1"] }
        """,
    )
    inner = settings_for(Path("deep"))
    assert inner.catalog == ("deep/owners.toml", "CODEOWNERS")
    assert inner.baseline == "deep/known.txt"
    assert inner.extend_exclude == ("old", "deep/**/gen", "!deep/gen/kept.py")
    assert inner.per_file_ignores == {
        "tests/**": ("ULM1",),
        "deep/tests/**": ("ULM102",),
        "deep/**/x.py": ("ULM1",),
    }


@pytest.mark.parametrize("stop", ["root = true\n", ""])
def test_the_search_stops_at_a_root(repository: Path, stop: str) -> None:
    put(repository, "untagged-llm.toml", 'required = ["feature"]\n')
    put(repository, "deep/untagged-llm.toml", stop + 'enforce = "call"\n')
    if not stop:
        (repository / "deep/.git").mkdir()
    assert settings_for(Path("deep/x.py")).required == ("team_id", "service_name", "project_id")
    assert settings_for(Path("deep/x.py")).root == repository / "deep"


def test_a_file_that_does_not_exist_has_the_settings_of_its_folder(repository: Path) -> None:
    put(repository, "deep/untagged-llm.toml", 'enforce = "call"\n')
    assert settings_for(Path("deep/not/there.py")).enforce == "call"
    assert settings_for(repository / "deep/script").enforce == "call"


def test_folders_without_a_file_of_their_own_share_one_object(repository: Path) -> None:
    put(repository, "untagged-llm.toml", "")
    assert settings_for(Path("a/b/x.py")) is settings_for(Path("y.py"))


def test_a_pyproject_that_cannot_hold_us_is_not_parsed(repository: Path) -> None:
    put(repository, "pyproject.toml", "not TOML at all")
    assert settings_for(Path("x.py")).source is None


def test_a_pyproject_may_name_us_elsewhere(repository: Path) -> None:
    put(
        repository,
        "pyproject.toml",
        '[project]\ndependencies = ["untagged-llm"]\n[tool.x]\nuntagged_llm = 1',
    )
    assert settings_for(Path("x.py")).source is None


def test_load_takes_one_file_alone(repository: Path) -> None:
    put(repository, "untagged-llm.toml", 'required = ["feature"]\n')
    alone = put(repository, "deep/policy.toml", 'enforce = "call"\n')
    settings = load(alone)
    assert settings.required == ("team_id", "service_name", "project_id")
    assert settings.enforce == "call"
    assert settings.root == alone.parent


def test_load_asks_for_our_table(repository: Path) -> None:
    config = put(repository, "pyproject.toml", "[tool.other]\n")
    with pytest.raises(ConfigError) as caught:
        load(config)
    assert str(caught.value) == "pyproject.toml: there is no [tool.untagged-llm] table"


def test_a_large_tree_costs_little(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(path: Path, content: bytes) -> Mapping[str, object]:
        raise AssertionError(f"{path} was parsed")

    monkeypatch.setattr(reading, "parse", parse)
    folders = [f"p{number // 50}/q{number % 50}" for number in range(1000)]
    for folder in folders:
        Path(folder).mkdir(parents=True)
        Path(folder, "pyproject.toml").write_text("[project]\n")
    files = [Path(folder, f"m{number}.py") for folder in folders for number in range(5)]
    forget()
    start = time.process_time()
    for file in files:
        settings_for(file)
    assert time.process_time() - start < 0.5
