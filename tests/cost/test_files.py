"""The price files: fresh index, evidence, nothing suspicious; and what the checks would find."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from untagged_llm.rates.check import check
from untagged_llm.rates.compile import compile_index
from untagged_llm.rates.rows import rows
from untagged_llm.rates.schema import schema
from untagged_llm.rates.source import HERE, documents

REVIEWED = date(2026, 11, 21)


def test_the_generated_files_are_fresh() -> None:
    for name, text in compile_index().items():
        assert (HERE / name).read_text(encoding="utf-8") == text, (
            "python -m untagged_llm.rates.compile"
        )


@pytest.mark.parametrize("name", [name for name, _ in documents()])
def test_a_price_file_is_valid_and_not_suspicious(name: str) -> None:
    document = dict(documents())[name]
    jsonschema.Draft202012Validator(schema()).validate(_plain(document))
    assert [str(suspicion) for suspicion in check(document, REVIEWED)] == []
    assert (HERE / f"{name}.toml").read_text().startswith("#:schema ./schema.json")


def test_every_number_has_a_source_a_date_and_a_confidence() -> None:
    numbers = [row for _, document in documents() for row in rows(document)]
    assert len(numbers) > 2000
    for row in numbers:
        assert row.sources, row
        assert row.seen, row
        if row.confidence == "agreed":
            name = f"{row.provider}/{row.model} {row.meter}"
            assert len(row.sources) > 1, f'{name} has one source: say confidence = "single"'


def test_importing_the_card_loads_nothing_heavy() -> None:
    code = (
        "import sys; from untagged_llm.cost import RateCard, Usage\n"
        "RateCard.bundled().price(Usage(input_tokens=1), model='gpt-4o', provider='openai')\n"
        "heavy = {'libcst', 'flake8', 'rich', 'argparse', 'inspect', 'dataclasses', 'asyncio',"
        " 'tomllib', 'pathlib', 'email', 'http', 'socket', 'difflib', 'untagged_llm.policy'}\n"
        "outside = {m.partition('.')[0] for m in sys.modules} - sys.stdlib_module_names"
        " - {'untagged_llm', '__main__'}\n"
        "print(sorted(heavy & sys.modules.keys()), sorted(m for m in outside if m[0] != '_'))"
    )
    shown = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(HERE.parent.parent)},
    )
    assert shown.stdout == "[] []\n"


def test_the_checks_find_what_they_are_for() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=timezone.utc)
    spring = datetime(2026, 4, 1, tzinfo=timezone.utc)
    row = {"sources": ["list"], "input": "2"}
    found = check(
        {
            "provider": "acme",
            "seen": date(2026, 1, 1),
            "entry": [
                {"model": "gap", "valid_to": new_year, "price": [row]},
                {"model": "gap", "valid_from": spring, "price": [row]},
                {"model": "overlap", "valid_to": spring, "price": [row]},
                {"model": "overlap", "valid_from": new_year, "price": [row]},
                {
                    "model": "equal",
                    "price": [
                        {**row, "when": {"tier": "batch"}},
                        {**row, "when": {"tier": "batch"}},
                    ],
                },
                {"model": "outlier", "price": [{**row, "cache_read": "0.001"}]},
                {"model": "bare", "price": [{"input": "1"}]},
                {"model": "old", "price": [{**row, "seen": date(2025, 1, 1)}]},
            ],
        },
        date(2026, 2, 1),
    )
    kinds = {suspicion.model: suspicion.kind for suspicion in found}
    assert kinds == {
        "gap": "gap",
        "overlap": "overlap",
        "equal": "equal-match",
        "outlier": "outlier",
        "bare": "evidence",
        "old": "stale",
    }


def test_the_index_holds_no_evidence() -> None:
    for path in sorted((HERE / "index").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert "sources" not in text
        json.loads(text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def test_nothing_but_the_card_and_provider_files_lies_in_the_folder() -> None:
    names = {path.name for path in Path(HERE).glob("*.toml")}
    assert names == {"card.toml", *(f"{name}.toml" for name, _ in documents())}
