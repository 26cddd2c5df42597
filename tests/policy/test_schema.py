from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from untagged_llm.policy import Settings, load
from untagged_llm.policy.keys import KEYS
from untagged_llm.policy.schema import DOCS, SCHEMA, schema, with_tables
from untagged_llm.policy.toml import parse, read

ROOT = Path(__file__).parents[2]


def test_the_schema_is_fresh() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema()


def test_the_documentation_is_fresh() -> None:
    page = (ROOT / DOCS).read_text(encoding="utf-8")
    assert with_tables(page) == page
    assert "| `required` |" in page


def test_every_key_is_a_field_and_every_field_a_key() -> None:
    assert {key.field for key in KEYS} == {f.name for f in fields(Settings)} - {"root", "source"}


def test_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    shown = "".join(f"{key.name} = {key.default}\n" for key in KEYS if key.default)
    config = tmp_path / "untagged-llm.toml"
    config.write_text(shown, encoding="utf-8")
    settings = load(config)
    for key in KEYS:
        unset = getattr(Settings(root=tmp_path), key.field)
        assert getattr(settings, key.field) == unset, f"keys.py and settings.py differ: {key.name}"
        assert bool(key.default) == (unset is not None), f"keys.py hides a default: {key.name}"
    jsonschema.validate(dict(read(config)), json.loads(schema()))


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    page = (ROOT / DOCS).read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    config = tmp_path / "untagged-llm.toml"
    config.write_text(example, encoding="utf-8")
    assert load(config).gateway == "helicone"
    jsonschema.validate(dict(read(config)), json.loads(schema()))


@pytest.mark.parametrize(
    "wrong",
    [
        "requird = []",
        "accept = ['far']",
        "select = ['E5']",
        "wrappers = [{name = 'a'}]",
        "gateway-url = 'nonsense'",
    ],
)
def test_the_schema_refuses_what_we_refuse(wrong: str) -> None:
    table = dict(parse(Path("x.toml"), wrong.encode()))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, json.loads(schema()))


def test_importing_the_policy_loads_nothing_heavy() -> None:
    code = (
        "import sys, untagged_llm.policy as p; p.settings_for('.'); "
        "print({'tomllib', 'tomli', 'yaml', 'rich', 'libcst', 'json'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/"
    )
    assert run.stdout == "set()\n"
