from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inline_snapshot import snapshot

from untagged_llm.policy import Settings, load, load_catalog
from untagged_llm.policy.gateways import gateway_ids
from untagged_llm.policy.starter import propose

from .files import put

if TYPE_CHECKING:
    from pathlib import Path


def loaded(root: Path) -> Settings:
    return load(put(root, "untagged-llm.toml", propose(root)))


def test_of_an_empty_repository_the_proposal_is_the_defaults(repository: Path) -> None:
    settings = loaded(repository)
    assert settings == Settings(root=repository, source=settings.source)


def test_the_proposal_names_what_it_found(repository: Path) -> None:
    put(repository, "pyproject.toml", '[project]\nname = "shop"\n')
    put(repository, ".github/CODEOWNERS", "* @acme/search\n")
    put(repository, "qa/catalog-info.yaml", "kind: Group\n")
    put(
        repository,
        "qa/app.py",
        """
        HEADERS = {"x-owner-team": "search", "feature": "answer", "x-owner-squad": "a"}
        client = OpenAI(base_url="https://oai.helicone.ai/v1", default_headers=HEADERS)
        """,
    )
    put(repository, "tests/test_app.py", "URL = 'https://api.portkey.ai'\n")
    assert propose(repository) == snapshot("""\
# Who owns the LLM calls of this repository; see docs/configuration.md of untagged-llm.
# Show what is in force with: untagged-llm config --show

# Tags that every request must carry.
# Already in the code: team_id.
required = ["team_id", "service_name", "project_id"]
optional = ["feature"]

# Helicone, as in qa/app.py. How tags are spelled when they are written.
# Also seen: plain.
gateway = "helicone"

# Files that say who may own; other values are reported (ULM104).
# Reading YAML needs: pip install 'untagged-llm[yaml]'
catalog = [".github/CODEOWNERS", "qa/catalog-info.yaml"]

# Rules besides the default ones: ULM2 credentials, ULM3 cost evidence, ULM4 cost limits.
# extend-select = ["ULM2", "ULM4"]

# Other words of this code base for a tag.
[spellings]
# "x-owner-squad" = "..."

# Values that a tag may have, besides those of the catalog.
[values]
# service_name = ["shop"]

# Nobody pays for what tests send to a fake.
[per-file-ignores]
"tests/**" = ["ULM1"]
""")


def test_the_catalog_it_names_loads(repository: Path) -> None:
    put(repository, "owners.toml", 'teams = ["search"]\n')
    for number in range(5):
        put(repository, f"s{number}/catalog-info.yaml", "kind: Group\nmetadata: {name: growth}\n")
    settings = loaded(repository)
    catalog = load_catalog(settings)
    assert settings.catalog == ("owners.toml", "**/catalog-info.yaml")
    assert catalog is not None
    assert set(catalog.values["team_id"]) == {"search", "growth"}


@pytest.mark.parametrize(
    "hint",
    [
        ("litellm", "x-litellm-tags"),
        ("portkey", "PORTKEY_API_KEY"),
        ("cloudflare", "https://gateway.ai.cloudflare.com/v1"),
        ("openrouter", "https://openrouter.ai/api/v1"),
        ("plain", "x-owner-team"),
    ],
    ids=lambda hint: hint[0],
)
def test_a_gateway_is_known_by_its_words(repository: Path, hint: tuple[str, str]) -> None:
    put(repository, "app.py", f"WORD = {hint[1]!r}\n")
    assert loaded(repository).gateway == hint[0]
    assert hint[0] in gateway_ids()


def test_names_are_quoted(repository: Path) -> None:
    put(repository, 'we"ird/owners.toml', "")
    assert loaded(repository).catalog == ('we"ird/owners.toml',)
