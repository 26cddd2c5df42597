"""The rules beside missing ownership, on sites made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from untagged_llm.model import Argument, Judged, Retry
from untagged_llm.policy.settings import Settings
from untagged_llm.rules.models import Models, models_of
from untagged_llm.rules.ulm201_hard_coded_key import looks_like_a_key

from .sites import OWNER, call, construct, found, literals, messages, place, use

GATEWAY = Settings(root=Path(), gateway_url="https://llm.example.com/v1")
HEADERS = {"x-owner-team": "Growth", "x-owner-service": "qa", "x-owner-project": "p1"}
DYNAMIC = Argument("dynamic", None, place(1))


def growth() -> Judged:
    tags = {**OWNER, "team_id": "Growth"}
    return construct("owned", tags=tags, carriers=(use(HEADERS, line=3),))


def listing(**values: tuple[str, ...]) -> Settings:
    return Settings(root=Path(), values=values)


def test_an_unlisted_team_is_told_the_nearest() -> None:
    [finding] = found("ULM104", growth(), settings=listing(team_id=("growth", "search")))
    assert finding.message == "team_id 'Growth' is in no catalog: write 'growth'"
    assert finding.range.line == 3


def test_an_unlisted_team_like_no_other_is_told_to_join() -> None:
    assert messages("ULM104", growth(), settings=listing(team_id=("payments",))) == [
        "team_id 'Growth' is in no catalog: add it there, or name an owner that is"
    ]


def test_nothing_is_unknown_where_nothing_is_listed() -> None:
    assert messages("ULM104", growth()) == []
    assert messages("ULM104", growth(), settings=listing(service_name=("qa",))) == []


def test_a_value_inside_a_gateway_s_header_is_found_there() -> None:
    packed = use({"x-portkey-metadata": '{"team_id": "Growth"}'}, line=5)
    client = construct("partial", tags={"team_id": "Growth"}, carriers=(packed,))
    [finding] = found("ULM104", client, settings=listing(team_id=("growth",)))
    assert finding.range.line == 5


def test_a_value_is_reported_once_and_not_again_at_each_call() -> None:
    client = growth()
    one = call("owned", client=client, tags=client.ownership.tags, carriers=client.site.carriers)
    assert len(found("ULM104", client, one, settings=listing(team_id=("growth",)))) == 1


def test_unverifiable_ownership_says_why() -> None:
    hidden = construct("unverifiable", carriers=(use({}, open=True),))
    assert messages("ULM105", hidden, call("unverifiable", client=hidden)) == [
        "OpenAI() may lack team_id, service_name or project_id "
        "(default_headers: a parameter): spell the keys out"
    ]


def test_plain_http_is_reported_even_when_it_is_owned() -> None:
    one = call("owned", sdk="raw-http", target="requests.post", text="requests.post")
    assert messages("ULM107", one, construct()) == [
        "requests.post() goes to a provider by plain HTTP: use its SDK or your gateway's client"
    ]


def test_a_client_beside_the_gateway_is_told_where_to_go() -> None:
    mend = 'not to the gateway: pass base_url="https://llm.example.com/v1"'
    elsewhere = construct(base_url="https://api.openai.com/v1")
    assert messages("ULM108", construct(), settings=GATEWAY) == [
        f"OpenAI() goes straight to the provider, {mend}"
    ]
    assert messages("ULM108", elsewhere, settings=GATEWAY) == [
        f"OpenAI() goes to api.openai.com, {mend}"
    ]


def test_google_is_told_its_nested_base_url() -> None:
    client = construct(sdk="google_genai", text="Client", accepts=("http_options",))
    assert messages("ULM108", client, settings=GATEWAY) == [
        "Client() goes straight to the provider, not to the gateway: "
        'pass http_options={"base_url": "https://llm.example.com/v1"}'
    ]


@pytest.mark.parametrize(
    "client",
    [
        construct(base_url="https://LLM.example.com/v2/"),
        construct(arguments={"base_url": DYNAMIC}),
        construct(open_arguments=True),
        construct(sdk="pydantic_ai", text="Agent", accepts=("metadata",)),
        call(client=construct()),
    ],
    ids=["same host", "dynamic", "open", "framework object", "call of a client"],
)
def test_these_do_not_bypass_the_gateway(client: Judged) -> None:
    assert messages("ULM108", client, settings=GATEWAY) == []


def test_without_a_gateway_nothing_bypasses_it() -> None:
    assert messages("ULM108", construct()) == []


def test_a_key_in_the_source_is_reported_and_never_printed() -> None:
    client = construct(arguments=literals(api_key="sk-Zq8vN2kR7pLxTbW"))
    [message] = messages("ULM201", client)
    assert message == (
        "OpenAI() has a key in the source (api_key): revoke it and read it from the environment"
    )


def test_a_key_is_not_reported_again_at_each_call() -> None:
    value = Argument("literal", "sk-Zq8vN2kR7pLxTbW", place(1))
    assert messages("ULM201", call(arguments={"client.api_key": value})) == []


@pytest.mark.parametrize(
    "value",
    ["sk-Zq8vN2kR7pLxTbW", "gsk_a1b2c3d4e5f6g7h8", "Bearer sk-Zq8vN2kR7pLxTbW", "0a9f" * 8],
)
def test_looks_like_a_key(value: str) -> None:
    assert looks_like_a_key(value)


@pytest.mark.parametrize(
    "value",
    ["sk-...", "your-api-key-here-0123", "EMPTY", "", "ollama", "sk-xxxxxxxxxxxxxxxx", "test"],
)
def test_looks_like_no_key(value: str) -> None:
    assert not looks_like_a_key(value)


def reader(service: str, line: int, variable: str | None = "KEY") -> Judged:
    given = {"api_key": Argument("env", variable, place(line))} if variable else {}
    return construct("owned", line=line, tags={**OWNER, "service_name": service}, arguments=given)


def test_one_variable_read_by_two_services_is_reported_at_both() -> None:
    findings = found("ULM202", reader("search", 1), reader("mailer", 2))
    assert [finding.message for finding in findings] == [
        "KEY is the key of mailer and search, whose bills merge: give each its own"
    ] * 2
    assert findings[0].related[0].message == "read here for mailer"


def test_a_client_without_a_key_reads_the_default_variable() -> None:
    assert len(found("ULM202", reader("a", 1, None), reader("b", 2, "OPENAI_API_KEY"))) == 2


def test_one_service_may_read_its_key_twice() -> None:
    assert found("ULM202", reader("search", 1), reader("search", 2)) == []
    assert found("ULM202", reader("search", 1), reader("mailer", 2, "OTHER")) == []


def test_a_stream_must_ask_for_usage() -> None:
    assert messages("ULM301", call(stream=True)) == [
        "client.chat.completions.create() streams and reports no usage: "
        'pass stream_options={"include_usage": True}'
    ]


def test_usage_that_is_switched_off_is_not_asked_for() -> None:
    off = {"stream_options.include_usage": Argument("literal", "False", place(2))}
    assert len(messages("ULM301", call(stream=True, arguments=off))) == 1


@pytest.mark.parametrize(
    "one",
    [
        call(stream=False),
        call(),
        call(stream=True, open_arguments=True),
        call(stream=True, arguments={"stream_options": DYNAMIC}),
        call(
            stream=True,
            arguments={"stream_options.include_usage": Argument("literal", "True", place(2))},
        ),
        call(stream=True, target="OpenAI.responses.create", call_kind="responses"),
        call(stream=True, sdk="anthropic", target="Anthropic.messages.create"),
        call(stream=True, sdk="raw-http", target="requests.post"),
    ],
    ids=["off", "unsaid", "open", "dynamic", "asked", "responses", "anthropic", "raw"],
)
def test_these_streams_report_usage_or_are_not_streams(one: Judged) -> None:
    assert messages("ULM301", one) == []


def using(model: str, **facts: object) -> tuple[Judged, Judged]:
    client = construct(**facts)  # type: ignore[arg-type]
    return client, call(client=client, model=model)


def test_plain_http_to_the_gateway_itself_is_no_bypass() -> None:
    here = call(sdk="raw-http", target="requests.post", base_url="llm.example.com")
    there = call(sdk="raw-http", target="requests.post", base_url="api.openai.com")
    assert messages("ULM107", here, settings=GATEWAY) == []
    assert len(messages("ULM107", there, settings=GATEWAY)) == 1


def test_no_model_that_is_switched_off_is_advised() -> None:
    off = "gpt-3.5-turbo"
    known = frozenset({off, "gpt-3.5-turba"})
    models = Models("OpenAI", "openai", "2026-11-21", known, {"gpt-3.5-latest": off})
    assert models.objection("gpt-3.5-latest") == (
        "model 'gpt-3.5-latest' moves, and its price with it: pin a dated snapshot"
    )
    assert models.objection("gpt-3.5-turb") == (
        "OpenAI had no model 'gpt-3.5-turb' on 2026-11-21: did you mean 'gpt-3.5-turba'?"
    )


def test_a_moving_model_is_told_what_to_pin() -> None:
    assert messages("ULM302", *using("chatgpt-4o-latest")) == [
        "model 'chatgpt-4o-latest' moves, and its price with it: pin 'gpt-4o-2024-11-20'"
    ]


def test_an_unknown_model_is_told_the_nearest() -> None:
    assert messages("ULM302", *using("gpt-5.4-minni")) == [
        "OpenAI had no model 'gpt-5.4-minni' on 2026-11-21: did you mean 'gpt-5.4-mini'?"
    ]


@pytest.mark.parametrize("name", ["gpt-5.4-mini", "gpt-4o-2024-08-06", "ft:gpt-4o:acme", "llama-3"])
def test_models_that_are_fine(name: str) -> None:
    assert messages("ULM302", *using(name)) == []


def test_models_behind_something_else_are_not_judged() -> None:
    moved = {"base_url": "https://llm.example.com"}
    assert messages("ULM302", *using("gpt-latest", **moved)) == []
    assert messages("ULM302", *using("gpt-latest", arguments={"base_url": DYNAMIC})) == []
    assert messages("ULM302", *using("gpt-latest", client_id="azure")) == []
    assert messages("ULM302", *using("gpt-latest"), settings=GATEWAY) == []
    assert messages("ULM302", call(model="gpt-latest", confidence="shape")) == []


def test_a_model_of_the_client_is_not_reported_again_at_the_call() -> None:
    client = construct(model="gpt-latest", sdk="langchain_openai", client_id="chat")
    one = call(client=client, model="gpt-latest", sdk="langchain_openai", client_id="chat")
    assert [finding.kind for finding in found("ULM302", client, one)] == ["construct"]


def test_every_moving_model_pins_a_known_one() -> None:
    for sdk, client in (("openai", "client"), ("anthropic", "client"), ("google_genai", "client")):
        models = models_of(sdk, client)
        assert models is not None
        assert {pin for pin in models.moving.values() if pin} <= models.known


def test_an_estimate_is_reported_where_it_is_made() -> None:
    [finding] = found("ULM303", call(token_estimate=place(7)))
    assert finding.range.line == 7
    assert finding.message == (
        "tokens are estimated although client.chat.completions.create() reports them: "
        "read the response's usage"
    )


def test_a_call_without_a_limit_is_told_the_parameter() -> None:
    assert messages("ULM401", call()) == [
        "client.chat.completions.create() sets no limit on its output: "
        "pass max_completion_tokens=..."
    ]


@pytest.mark.parametrize(
    "one",
    [
        call(arguments=literals(max_tokens="10")),
        call(arguments={"inferenceConfig.maxTokens": DYNAMIC}),
        call(arguments={"client.max_tokens": DYNAMIC}),
        call(arguments={"config": DYNAMIC}),
        call(open_arguments=True),
        call(call_kind="embedding"),
        call(sdk="langchain_openai", target="ChatOpenAI.invoke"),
        call(sdk="bedrock", target="client.invoke_model"),
    ],
    ids=["itself", "nested", "client", "config", "open", "embedding", "client unseen", "body"],
)
def test_these_calls_are_limited_or_cannot_be_seen(one: Judged) -> None:
    assert messages("ULM401", one) == []


RETRY = Retry("tenacity.retry", place(1))


def test_retries_around_a_client_that_retries_are_reported() -> None:
    client = construct()
    [finding] = found("ULM402", client, call(client=client, retry=RETRY))
    assert finding.message == (
        "client.chat.completions.create() retries itself (max_retries=2 by default) "
        "inside tenacity.retry: set one of them to 0"
    )
    assert finding.related[0].message == "repeated from here"


def test_a_client_that_does_not_retry_may_be_retried() -> None:
    client = construct()
    off = literals(**{"client.max_retries": "0"})
    assert messages("ULM402", client, call(client=client, retry=RETRY, arguments=off)) == []


def test_a_number_that_is_not_known_is_not_judged() -> None:
    client = construct()
    one = call(client=client, retry=RETRY, arguments={"client.max_retries": DYNAMIC})
    assert messages("ULM402", client, one, call(retry=RETRY)) == []
    assert messages("ULM402", replace(one, site=replace(one.site, retry=None))) == []
