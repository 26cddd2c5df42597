"""Every mistake is one sentence that names file and key, and the mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm.policy import ConfigError, Settings, settings_for, with_overrides
from untagged_llm.policy.settings import Wrapper, WrapperCarrier

from .files import put

if TYPE_CHECKING:
    from pathlib import Path


def mistake(repository: Path, text: str, name: str = "untagged-llm.toml") -> str:
    put(repository, name, text)
    with pytest.raises(ConfigError) as caught:
        settings_for(repository)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("requird = []", "unknown key 'requird'; did you mean 'required'?"),
        ("zzz = 1", "unknown key 'zzz'"),
        ("required = 'team'", "'required' must be a list, not a string"),
        ("required = [1]", "'required' must be a string, not a number"),
        ("required = ['teem']", "'required' has an unknown tag 'teem'; did you mean 'team'?"),
        (
            "accept = ['bilings']",
            "'accept' has an unknown reach 'bilings'; did you mean 'billing'?",
        ),
        ("accept = []", "'accept' must name at least one reach"),
        (
            "enforce = 'clients'",
            "'enforce' has an unknown value 'clients'; did you mean 'client'?",
        ),
        (
            "gateway = 'heliconee'",
            "'gateway' has an unknown gateway preset 'heliconee'; did you mean 'helicone'?",
        ),
        (
            "select = ['ULM199']",
            "'select' has an unknown rule code 'ULM199'; did you mean 'ULM",
        ),
        (
            "ignore = ['untagged-client']",
            "'ignore' takes codes, not names: write 'ULM101' for 'untagged-client'",
        ),
        (
            "required = ['squad']",
            "'required' has an unknown tag 'squad'; known are ",
        ),
        (
            "per-file-ignores = { 'x.py' = ['E501'] }",
            "'per-file-ignores.x.py' has an unknown rule code 'E501'; ",
        ),
        ("require-reason = 'yes'", "'require-reason' must be true or false, not a string"),
        ("min-owned = '180%'", "'min-owned' must be a share such as '80%', not '180%'"),
        ("min-owned = 0.8", "'min-owned' must be a share such as '80%', not 0.8"),
        ("baseline = ''", "'baseline' must not be empty"),
        ("values = ['search']", "'values' must be a table, not a list"),
        ("values = { teem = [] }", "'values' has an unknown tag 'teem'; "),
        ("spellings = { squad = 3 }", "'spellings.squad' must be a list, not a number"),
        ("wrappers = [{ kind = 'call' }]", "'wrappers' has an entry without 'name'"),
        (
            "wrappers = [{ name = 'a.b', kind = 'calls' }]",
            "'wrappers.kind' must be 'client' or 'call', not 'calls'",
        ),
        (
            "wrappers = [{ name = 'a.b', kin = 'call' }]",
            "'wrappers' has an unknown key 'kin'; did you mean 'kind'?",
        ),
        (
            "gateway-url = 'nonsense'",
            "'gateway-url' must be a URL such as 'https://llm.example.com/v1', not 'nonsense'",
        ),
        (
            "[tool.untagged-llm]\nignore = []",
            "keys stand at the top here, without [tool.untagged-llm]",
        ),
        ("required = [\n'team'\n\n= 1", "line 4, column 1: malformed TOML: "),
    ],
)
def test_a_mistake_is_one_sentence(repository: Path, text: str, sentence: str) -> None:
    said = mistake(repository, text)
    assert said.startswith(f"untagged-llm.toml: {sentence}")
    assert "\n" not in said


def test_an_unknown_tag_is_told_how_to_become_one(repository: Path) -> None:
    assert mistake(repository, "required = ['squad']").endswith("; 'spellings' makes more")


def test_pyproject_names_its_table(repository: Path) -> None:
    said = mistake(repository, "[tool.untagged-llm]\nrequird = []\n", "pyproject.toml")
    assert said == (
        "pyproject.toml: [tool.untagged-llm] unknown key 'requird'; did you mean 'required'?"
    )


@pytest.mark.parametrize("table", ["tool.untagged_llm", "tool.UntaggedLLM", "untagged-llm"])
def test_a_table_that_only_looks_like_ours_is_refused(repository: Path, table: str) -> None:
    said = mistake(repository, f"[{table}]\nenforce = 'call'\n", "pyproject.toml")
    assert said == f"pyproject.toml: nobody reads [{table}]: write [tool.untagged-llm]"


def test_a_file_in_another_encoding_names_its_line(repository: Path) -> None:
    (repository / "untagged-llm.toml").write_bytes(b'enforce = "call"\n# caf\xe9\n')
    with pytest.raises(ConfigError, match=r"^untagged-llm\.toml: line 2 is not UTF-8$"):
        settings_for(repository)


def test_a_folder_of_that_name_is_named(repository: Path) -> None:
    (repository / "untagged-llm.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        settings_for(repository)


def test_snake_case_is_taken_too(repository: Path) -> None:
    put(repository, "untagged-llm.toml", "require_reason = true\n")
    assert settings_for(repository).require_reason


def test_tags_are_stored_by_their_canonical_key(repository: Path) -> None:
    put(repository, "untagged-llm.toml", "required = ['team', 'X-Owner-Product', 'team_id']\n")
    assert settings_for(repository).required == ("team_id", "service_name")


def test_a_spelling_can_make_a_tag_of_its_own(repository: Path) -> None:
    put(
        repository,
        "untagged-llm.toml",
        "required = ['business_unit', 'bu']\nspellings = { bu = 'business_unit' }\n",
    )
    assert settings_for(repository).required == ("business_unit",)


def test_spellings_may_be_listed_under_their_tag(repository: Path) -> None:
    put(repository, "untagged-llm.toml", "spellings = { team_id = ['squad', 'tribe'] }\n")
    assert settings_for(repository).spellings == {"squad": "team_id", "tribe": "team_id"}


@pytest.mark.parametrize(
    ("raw", "share"), [("80", "80%"), ("'80%'", "80%"), ("'99.5'", "99.5%"), ("'0.8'", "80%")]
)
def test_a_share_has_one_form(repository: Path, raw: str, share: str) -> None:
    put(repository, "untagged-llm.toml", f"min-owned = {raw}\n")
    assert settings_for(repository).min_owned == share


def test_wrappers_name_their_carriers_shortly_or_fully(repository: Path) -> None:
    put(
        repository,
        "untagged-llm.toml",
        """
        [[wrappers]]
        name = "acme.llm.complete"
        kind = "call"
        carriers = ["metadata", { param = "labels", reach = "billing" }]
        """,
    )
    assert settings_for(repository).wrappers == (
        Wrapper(
            "acme.llm.complete",
            "call",
            carriers=(WrapperCarrier("metadata"), WrapperCarrier("labels", "billing")),
        ),
    )


def test_options_go_before_the_configuration(repository: Path) -> None:
    base = Settings(root=repository, select=("ULM1",), enforce="call", extend_select=("ULM2",))
    settings = with_overrides(
        base, select="ULM101,ULM102", enforce=None, extend_select=["ULM4"], min_owned="80%"
    )
    assert settings.select == ("ULM101", "ULM102")
    assert settings.enforce == "call"
    assert settings.extend_select == ("ULM2", "ULM4")
    assert settings.min_owned == "80%"


def test_no_options_leave_the_object_as_it_is(repository: Path) -> None:
    base = Settings(root=repository)
    assert with_overrides(base, select=None) is base


def test_a_wrong_option_is_named_as_one(repository: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        with_overrides(Settings(root=repository), per_file_ignores={"x.py": ["ULM99"]})
    assert str(caught.value).startswith("command line: '--per-file-ignores.x.py' has an unknown")
