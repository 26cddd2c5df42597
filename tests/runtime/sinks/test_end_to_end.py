"""A tagged client of a real SDK against the fake provider, into every sink at once."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from openai import OpenAI

from runtime.provider.fixture import provider
from runtime.provider.wire.answer import TEXT
from untagged_llm import configure, flush, owner, tag
from untagged_llm.ledger import ledger_at
from untagged_llm.runtime.configuration import reset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runtime.provider.server import FakeProvider

__all__ = ["provider"]

pytestmark = pytest.mark.xdist_group("postgres")

SECRET, QUESTION = "sk-verysecret", "what does nobody need to know?"
# 1,000 fresh x 0.75 + 200 cached x 0.075 + 300 out x 4.50 dollars a million, as `Billed` says
EACH = Decimal("0.002115")


@pytest.fixture
def everywhere(ledger: str, tmp_path: Path) -> Iterator[list[Any]]:
    ledger_at(ledger).init()
    seen: list[Any] = []
    sinks = [str(tmp_path / "usage.jsonl"), f"sqlite:{tmp_path}/usage.db", ledger, seen.append]
    configure(sinks=sinks, spool=str(tmp_path / "spool"))
    yield seen
    reset()


def ask(provider: FakeProvider) -> None:
    url = f"{provider.url('ok')}/v1"
    client = tag(
        OpenAI(api_key=SECRET, base_url=url), team_id="search", service_name="qa", project_id="p1"
    )
    messages: list[Any] = [{"role": "user", "content": QUESTION}]
    with owner(feature="help"):
        client.chat.completions.create(model="gpt-5.4-mini", messages=messages)
        for _ in client.chat.completions.create(
            model="gpt-5.4-mini", messages=messages, stream=True
        ):
            pass
    assert flush(60)


def test_every_sink_knows_what_each_team_spent(
    provider: FakeProvider, everywhere: list[Any], ledger: str, tmp_path: Path
) -> None:
    ask(provider)

    query = "SELECT team, feature, cost_effective FROM {}usage_event"
    lines = [json.loads(line) for line in (tmp_path / "usage.jsonl").open()]
    written = [(line["team"], line["feature"], line["cost.effective"]) for line in lines]
    rows = sqlite3.connect(tmp_path / "usage.db").execute(query.format("")).fetchall()
    with psycopg.connect(ledger) as connection:
        kept = connection.execute(query.format("untagged_llm.").encode()).fetchall()

    spent = [("search", "help", EACH)] * 2
    assert [(team, feature, Decimal(cost)) for team, feature, cost in written] == spent
    assert [(team, feature, Decimal(cost)) for team, feature, cost in rows] == spent
    assert kept == spent
    assert [each.cost.total for each in everywhere] == [EACH, EACH]


def test_no_sink_knows_what_was_said_or_with_which_key(
    provider: FakeProvider, everywhere: list[Any], ledger: str, tmp_path: Path
) -> None:
    ask(provider)

    with psycopg.connect(ledger) as connection:
        kept = connection.execute("SELECT to_jsonb(u)::text FROM untagged_llm.usage_event u")
        everything = "".join(row[0] for row in kept)
    everything += (tmp_path / "usage.jsonl").read_text()
    everything += "\n".join(sqlite3.connect(tmp_path / "usage.db").iterdump())
    everything += repr(everywhere)

    assert [request.body["messages"][0]["content"] for request in provider.requests] == [
        QUESTION,
        QUESTION,
    ]
    assert SECRET not in everything
    assert QUESTION not in everything
    assert not [word for word in TEXT[:2] if word in everything]
