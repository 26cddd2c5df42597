from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from untagged_llm.policy.gateways import expand, gateway, gateway_ids

from .sites import OWNER, judge, use

ALL = gateway_ids()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-litellm-tags": "team_id:search,service=qa, project_id:p1"},
        {"x-litellm-spend-logs-metadata": '{"team_id":"search","service":"qa","project":"p1"}'},
        {"x-portkey-metadata": '{"team_id":"search","service":"qa","project":"p1"}'},
        {"cf-aig-metadata": '{"team_id":"search","service":"qa","project":"p1"}'},
        {"X-Amzn-Bedrock-Request-Metadata": '{"team":"search","service":"qa","project":"p1"}'},
        {
            "Helicone-Property-Team": "search",
            "helicone-property-Service-Name": "qa",
            "Helicone-Property-ProjectId": "p1",
        },
        {"langfuse_team_id": "search", "langfuse_service": "qa", "langfuse_project": "p1"},
        {"X-OpenRouter-Title": "qa", "x-owner-team": "search", "x-owner-project": "p1"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_every_gateways_headers_are_understood(headers: dict[str, str]) -> None:
    ownership = judge(use(headers))
    assert ownership.status == "owned"
    assert ownership.tags == OWNER


@pytest.mark.parametrize(
    "body",
    [
        {"metadata.team_id": "search", "metadata.service": "qa", "metadata.project": "p1"},
        {"metadata.tags": '["team_id:search", "service=qa", "project:p1"]'},
        {"metadata.spend_logs_metadata.team": "search", "tags": "service:qa,project:p1"},
        {"usage_context.team": "search", "metadata.tags": "service:qa,project:p1"},
    ],
    ids=lambda body: next(iter(body)),
)
def test_tags_inside_a_body_are_understood(body: dict[str, str]) -> None:
    ownership = judge(use(body, "extra_body", "body", level="call"))
    assert ownership.tags == OWNER


@pytest.mark.parametrize("field", ["metadata", "usage_context"])
def test_a_mapping_in_a_body_known_at_run_time_is_unverifiable(field: str) -> None:
    assert judge(use({field: None}, "extra_body", "body", level="call")).status == "unverifiable"
    assert judge(use({field: None}, "extra_headers", level="call")).status == "unowned"


@pytest.mark.parametrize("id", ALL)
def test_what_a_gateway_writes_is_read_again(id: str) -> None:
    headers = gateway(id).headers({**OWNER, "user_id": "u1", "cost_center": "12"})
    assert judge(use(headers)).tags == {**OWNER, "user_id": "u1", "cost_center": "12"}


@pytest.mark.parametrize("id", ALL)
def test_without_tags_nothing_is_written(id: str) -> None:
    assert gateway(id).headers({}) == {}


def test_how_each_gateway_spells() -> None:
    written = {id: gateway(id).headers({"team_id": "search", "service_name": "qa"}) for id in ALL}
    assert written == snapshot(
        {
            "aws": {
                "X-Amzn-Bedrock-Request-Metadata": '{"team_id": "search", "service_name": "qa"}'
            },
            "cloudflare": {"cf-aig-metadata": '{"team_id": "search", "service_name": "qa"}'},
            "databricks": {"x-owner-team": "search", "x-owner-service": "qa"},
            "helicone": {
                "Helicone-Property-Team-Id": "search",
                "Helicone-Property-Service-Name": "qa",
            },
            "langfuse": {"langfuse_team_id": "search", "langfuse_service_name": "qa"},
            "litellm": {"x-litellm-tags": "team_id:search,service_name:qa"},
            "openrouter": {"X-Title": "qa", "x-owner-team": "search", "x-owner-service": "qa"},
            "plain": {"x-owner-team": "search", "x-owner-service": "qa"},
            "portkey": {"x-portkey-metadata": '{"team_id": "search", "service_name": "qa"}'},
        }
    )


@pytest.mark.parametrize("text", ["{", "[1, {}]", "null", '"a"', "team", "{}", "[]"])
def test_a_value_that_holds_no_pairs_owns_nothing(text: str) -> None:
    assert judge(use({"x-litellm-tags": text})).status == "unowned"


def test_null_and_empty_values_own_nothing() -> None:
    header = {"x-portkey-metadata": '{"team": null, "service": "", "project": 7}'}
    assert judge(use(header)).tags == {"project_id": "7"}


@given(st.text(), st.none() | st.text())
def test_any_pair_can_be_looked_into(key: str, value: str | None) -> None:
    for id in ALL:
        expand(f"{next(iter(gateway(id).packed), '')}{key}", value)
    expand("x-portkey-metadata", value)
    expand("metadata.tags", value)
