"""The messages of the ownership rules, word for word: they are the product."""

from __future__ import annotations

from untagged_llm.model import Argument

from .sites import call, construct, found, messages, place, use

HEADERS = '{"x-owner-team": ..., "x-owner-service": ..., "x-owner-project": ...}'
KEYS = '{"team_id": ..., "service_name": ..., "project_id": ...}'


def test_a_client_is_told_its_headers() -> None:
    assert messages("ULM101", construct()) == [
        f"OpenAI() has no owner: pass default_headers={HEADERS}"
    ]


def test_a_call_is_told_its_headers_and_not_metadata_that_has_a_condition() -> None:
    assert messages("ULM102", call()) == [
        f"client.chat.completions.create() has no owner: pass extra_headers={HEADERS}"
    ]


def test_bedrock_is_told_request_metadata_with_plain_keys() -> None:
    one = call(
        sdk="bedrock",
        target="client.converse",
        text="bedrock.converse",
        accepts=("request_metadata", "inference_profile"),
    )
    assert messages("ULM102", one) == [
        f"bedrock.converse() has no owner: pass requestMetadata={KEYS}"
    ]


def test_bedrock_invoke_model_is_told_json() -> None:
    one = call(
        sdk="bedrock",
        target="client.invoke_model",
        text="bedrock.invoke_model",
        accepts=("request_metadata", "inference_profile"),
    )
    assert messages("ULM102", one) == [
        f"bedrock.invoke_model() has no owner: pass requestMetadata=json.dumps({KEYS})"
    ]


def test_a_nested_carrier_is_written_with_its_nesting() -> None:
    one = call(
        sdk="google_genai",
        target="Client.models.generate_content",
        text="client.models.generate_content",
        accepts=("labels",),
    )
    assert messages("ULM102", one) == [
        f'client.models.generate_content() has no owner: pass config={{"labels": {KEYS}}}'
    ]


def test_a_site_without_any_carrier_is_told_the_ways_around() -> None:
    one = call(sdk="outlines", target="generate", text="generate", accepts=())
    assert messages("ULM102", one) == [
        "generate() has no owner: it takes no ownership metadata; "
        "send it through a gateway that adds the owner"
    ]


def test_a_call_without_carriers_is_told_to_tag_its_client() -> None:
    client = construct("owned")
    assert messages("ULM102", client, call(client=client, accepts=())) == [
        f"client.chat.completions.create() has no owner: give its client default_headers={HEADERS}"
    ]


def test_plain_http_is_told_headers() -> None:
    one = call(sdk="raw-http", target="requests.post", text="requests.post", accepts=())
    assert messages("ULM102", one) == [f"requests.post() has no owner: pass headers={HEADERS}"]


def test_plain_http_through_something_that_takes_no_headers_is_told_where_they_are() -> None:
    for target in ("urllib.request.urlopen", "_send_with_retries"):
        one = call(sdk="raw-http", target=target, text=target, accepts=("headers",))
        assert messages("ULM102", one)[0].endswith(
            f"() has no owner: add {HEADERS[1:-1]} to the headers it is sent with"
        )


def test_a_mapping_that_is_given_without_tags_is_filled_and_not_given_twice() -> None:
    empty = construct(carriers=(use({}),))
    assert messages("ULM101", empty) == [
        f"OpenAI() has no owner: add {HEADERS[1:-1]} to default_headers"
    ]


def test_a_parameter_that_is_given_is_filled_and_not_given_twice() -> None:
    one = call(
        sdk="google_genai",
        target="Client.models.generate_content",
        text="client.models.generate_content",
        accepts=("labels",),
        arguments={"config": Argument("dynamic", None, place(2))},
    )
    assert messages("ULM102", one) == [
        f'client.models.generate_content() has no owner: add "labels": {KEYS} to config'
    ]


def test_a_nested_mapping_that_is_there_is_named_with_its_parameter() -> None:
    given = use({"x-owner-team": "search"}, sdk="google_genai", carrier="http_options")
    one = construct(
        "partial",
        sdk="google_genai",
        text="genai.Client",
        accepts=("http_options",),
        tags={"team_id": "search"},
        carriers=(given,),
    )
    assert messages("ULM103", one)[0].endswith(
        'add "x-owner-service": ..., "x-owner-project": ... to headers in http_options'
    )


def test_a_wrapper_of_the_project_is_told_its_own_parameter() -> None:
    one = call(sdk="wrapper", target="acme.ask", text="ask", accepts=("tags",))
    assert messages("ULM102", one) == ["ask() has no owner: pass the tags in tags="]


def test_missing_keys_join_the_mapping_that_is_there() -> None:
    given = use({"x-owner-team": "search"})
    partial = construct("partial", tags={"team_id": "search"}, carriers=(given,))
    assert messages("ULM103", partial) == [
        "OpenAI() has no service_name or project_id: "
        'add "x-owner-service": ..., "x-owner-project": ... to default_headers'
    ]


def test_traced_only_says_that_the_tags_stay() -> None:
    local = use(
        {"team_id": "search"}, carrier="metadata", sdk="langchain_openai", reach="local-trace"
    )
    one = construct(
        "traced-only",
        sdk="langchain_openai",
        text="ChatOpenAI",
        accepts=("default_headers", "metadata"),
        carriers=(local,),
    )
    assert messages("ULM101", one) == [
        "ChatOpenAI() has an owner only inside this process, where its tags stay: "
        f"pass default_headers={HEADERS}"
    ]


def test_a_long_callee_is_named_by_its_last_names() -> None:
    text = "self.registry.clients[tenant].regional(zone).pool.chat.completions.create"
    assert messages("ULM102", call(text=text))[0].startswith("chat.completions.create() ")


def test_only_findings_about_ownership_name_missing_keys() -> None:
    [finding] = found("ULM107", call(sdk="raw-http", target="requests.post"))
    assert finding.missing == ()


def test_a_finding_carries_the_facts_of_its_site() -> None:
    [finding] = found("ULM101", construct(model="gpt-5.4-mini"))
    assert (finding.code, finding.rule, finding.kind) == ("ULM101", "untagged-client", "construct")
    assert finding.missing == ("team_id", "service_name", "project_id")
    assert (finding.status, finding.model, finding.site_id) == (
        "unowned",
        "gpt-5.4-mini",
        "app.py:1",
    )
