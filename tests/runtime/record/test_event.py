from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from runtime.record.events import event, priced
from untagged_llm.cost import Component, Usage
from untagged_llm.runtime.event import Notice, UsageEvent
from untagged_llm.runtime.schema import SCHEMA, schema
from untagged_llm.runtime.sinks.columns import USAGE_COLUMNS

VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
EVERY_QUANTITY = Usage(
    input_tokens=100,
    cache_read_input_tokens=20,
    cache_write_5m_input_tokens=5,
    input_audio_tokens=3,
    cache_read_audio_tokens=1,
    output_tokens=50,
    reasoning_output_tokens=10,
    seconds=Decimal("2.5"),
    web_search_calls=1,
    components=(Component(Usage(input_tokens=7, output_tokens=1), "claude-haiku-4-5", "advisor"),),
)


def test_a_record_holds_only_what_is_known() -> None:
    record = event(request_model=None).as_record()

    assert "request.model" not in record
    assert None not in record.values()


def test_money_and_quantities_stand_under_their_published_names() -> None:
    record = priced().as_record()

    assert record["usage.cache_read.input_tokens"] == 2_000
    # 8,000 x 0.75 + 2,000 x 0.075 + 1,200 x 4.50 dollars a million
    assert record["cost.effective"] == "0.01155"
    assert [line["amount"] for line in record["cost.components"]] == ["0.006", "0.00015", "0.0054"]


def test_owners_have_columns_and_all_tags_are_kept() -> None:
    record = event(tags={"team_id": "search", "squad": "blue"}).as_record()

    assert record["team"] == "search"
    assert record["tags"] == {"team_id": "search", "squad": "blue"}


def test_the_time_is_utc_with_milliseconds() -> None:
    assert event(time_ns=1_793_534_400_007_999_999).as_record()["timestamp"] == (
        "2026-11-01T12:00:00.007Z"
    )


def test_the_same_event_has_the_same_id_and_another_attempt_another() -> None:
    first = event(time_ns=1)

    assert first.event_id == event(time_ns=1).event_id
    assert first.event_id != event(time_ns=1, attempt=2).event_id
    assert first.event_id != event(2, time_ns=1).event_id


def test_equal_request_ids_of_an_application_do_not_make_one_event_of_two() -> None:
    assert event(time_ns=1).event_id != event(time_ns=2).event_id


@pytest.mark.parametrize(
    "made",
    [
        event(),
        priced(),
        event(usage=EVERY_QUANTITY, usage_source="provider", missing=("project_id",)),
        Notice(time_ns=1, kind="dropped", message="3 events", count=3, subject="usage.jsonl"),
    ],
    ids=["bare", "priced", "every quantity", "notice"],
)
def test_records_follow_the_published_schema(made: UsageEvent | Notice) -> None:
    VALIDATOR.validate(json.loads(json.dumps(made.as_record())))


def test_the_published_schema_is_the_one_that_the_code_makes() -> None:
    assert SCHEMA.read_text("utf-8") == schema(), "run python -m untagged_llm.runtime.schema"


def test_every_part_of_a_record_has_a_column() -> None:
    made = priced()
    full = dataclasses.replace(made, missing=("x",), usage=EVERY_QUANTITY, batch=False)
    columns = {column.key for column in USAGE_COLUMNS}

    stored = {key for key in full.as_record() if not key.startswith("usage.")}

    assert stored - columns == {"kind", "components"}


def test_an_event_has_no_place_for_what_was_said_or_for_keys() -> None:
    names = {field.name for field in dataclasses.fields(UsageEvent)}

    assert not names & {"prompt", "messages", "input", "output", "completion", "headers", "api_key"}
