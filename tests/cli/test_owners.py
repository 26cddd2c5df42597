"""`untagged-llm owners` and `owners lint`."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from command_line import Done
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator

from untagged_llm.reporters.objects import schema


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with two teams."""
    files = {
        ".git/HEAD": "",
        "CODEOWNERS": "* @acme/platform\n/src/search/ @acme/search\n",
        "pyproject.toml": '[project]\nname = "shop"\n',
        "src/search/catalog-info.yaml": """
            kind: Component
            metadata: {name: qa}
            spec: {owner: search, system: web-shop}
            """,
        "src/search/Dockerfile": "ENV OTEL_SERVICE_NAME=qa\n",
        "src/search/answers.py": "",
        "src/search/deep/index.py": "",
        "src/mail.py": """
            from openai import OpenAI

            OpenAI(default_headers={"x-owner-team": "Search"})
            """,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text), "utf-8")
    return tmp_path


def test_owners_shows_each_value_with_its_line(shop: Path) -> None:
    done = Done(shop, "owners")

    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot("""\
path         key           value     confidence  source
src/mail.py  team_id       platform  choose      CODEOWNERS:1
src/mail.py  team_id       Search    choose      src/mail.py:4
src/mail.py  service_name  shop      certain     pyproject.toml:2
src/mail.py  project_id    shop      certain     pyproject.toml:2
src/search/  team_id       search    certain     src/search/catalog-info.yaml:4
src/search/  service_name  qa        certain     src/search/catalog-info.yaml:3 ($OTEL_SERVICE_NAME)
src/search/  project_id    web-shop  certain     src/search/catalog-info.yaml:4
""")


def test_the_page_about_fixing_shows_what_is_printed(shop: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "fixing.md").read_text("utf-8")
    for name in ("mail.py", "main.py"):
        (shop / "src" / name).write_text("", "utf-8")

    printed = page.partition("$ untagged-llm owners\n")[2].partition("```")[0]

    assert Done(shop, "owners").out == printed


def test_a_file_is_shown_by_itself(shop: Path) -> None:
    done = Done(shop, "owners", "src/search/answers.py", "--set", "team=growth")

    assert done.out == snapshot("""\
path                   key           value     confidence  source
src/search/answers.py  team_id       growth    given       --set
src/search/answers.py  service_name  qa        certain     src/search/catalog-info.yaml:3 ($OTEL_SERVICE_NAME)
src/search/answers.py  project_id    web-shop  certain     src/search/catalog-info.yaml:4
""")  # noqa: E501


def test_json_lists_the_candidates(shop: Path) -> None:
    document = json.loads(Done(shop, "owners", "src/mail.py", "--format", "json").out)

    assert document["version"] == 1
    team, service, _ = document["owners"]
    hint = team.pop("hint")
    assert team == snapshot(
        {
            "path": "src/mail.py",
            "key": "team_id",
            "value": None,
            "unowned": False,
            "candidates": [
                {
                    "value": "platform",
                    "source": "CODEOWNERS:1",
                    "confidence": "likely",
                    "env": None,
                },
                {"value": "Search", "source": "src/mail.py:4", "confidence": "likely", "env": None},
            ],
        }
    )
    assert hint.startswith("choose one of 'platform' (CODEOWNERS:1), 'Search' (src/mail.py:4): ")
    assert (service["value"], service["hint"]) == ("shop", "")


def test_json_has_the_published_shape(shop: Path) -> None:
    (shop / "owners.toml").write_text("[paths]\nsrc = false\n", "utf-8")

    document = json.loads(Done(shop, "owners", "--format", "json").out)

    Draft202012Validator(schema("owners")).validate(document)
    assert any(each["unowned"] for each in document["owners"])


def test_lint_finds_unknown_names_and_one_name_in_two_spellings(shop: Path) -> None:
    (shop / "owners.toml").write_text('teams = ["search", "growth"]\n[paths]\nx = "grwoth"\n')
    (shop / "service.datadog.yaml").write_text("dd-service: [\n")

    done = Done(shop, "owners", "lint")

    assert done.code == 1
    assert done.out == snapshot("""\
service.datadog.yaml: line 2: malformed YAML: expected the node content, but found '<stream end>'
CODEOWNERS:1: team_id 'platform' is in no catalog
owners.toml:3: team_id 'grwoth' is in no catalog; did you mean 'growth'?
src/mail.py:4: team_id 'Search' is written 'search' in owners.toml:1
Found 4 problems.
""")


def test_lint_is_content_with_names_that_agree(shop: Path) -> None:
    (shop / "src" / "mail.py").write_text("")

    assert (Done(shop, "owners", "lint").code, Done(shop, "owners", "lint").out) == (
        0,
        "No problems.\n",
    )


def test_an_unknown_key_is_one_sentence(shop: Path) -> None:
    done = Done(shop, "owners", "--set", "temm=search")

    assert done.code == 2
    assert done.err == "untagged-llm: --set: 'temm' is no ownership tag; did you mean 'team'?\n"
