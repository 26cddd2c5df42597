"""docs/runtime_sinks.md names sinks that there are, and fields that events have."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from untagged_llm.runtime.schema import SCHEMA
from untagged_llm.runtime.sinks import check
from untagged_llm.runtime.sinks.kinds import KINDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGE = (Path(__file__).parents[3] / "docs" / "runtime_sinks.md").read_text("utf-8")
ROWS = PAGE.partition("| --- |")[2].partition("\n\n")[0].splitlines()[1:]
SPELLED = [word for row in ROWS for word in re.findall(r'`("[^"`]+"|\{[^`]+\})`', row)]


def sink(spelled: str) -> Any:
    (value,) = tomllib.loads(f"sink = {spelled}").values()
    return value


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_sink_of_the_page_is_understood(spelled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNTAGGED_LLM_DSN", "postgresql://db/ledger")
    address = spelled.replace("MODULE:FUNCTION", "builtins:print").replace('"..."', '"host=db"')

    check([sink(address)])


def test_every_sink_and_option_is_on_the_page() -> None:
    tables = [sink(each) for each in SPELLED if each.startswith("{")]

    shown = {table["type"]: set(table) - {"type"} for table in tables}
    known = {type: set(kind.keys) for type, kind in KINDS.items()}
    assert shown == known, "the table of docs/runtime_sinks.md and KINDS of sinks/kinds.py differ"


def test_every_field_that_the_page_names_is_one() -> None:
    part = PAGE.partition("## What an event holds")[2].partition("Besides requests")[0]
    fields = json.loads(SCHEMA.read_text("utf-8"))["$defs"]["usage"]["properties"]
    named = set(re.findall(r"`([a-z_.]+)`", part)) - {"gen_ai.", "missing"}

    assert len(named) > 40
    assert named <= set(fields)
