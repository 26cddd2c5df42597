from __future__ import annotations

import json

import pytest

from untagged_llm.runtime.body import model_in, tags_inside, wants_stream, with_tags, with_usage
from untagged_llm.runtime.carriers import header_value, labels, metadata, request_metadata

LONG = "x" * 2000


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("search", "search"),
        ("a b", "a b"),
        ("a\r\nb: c", "a b: c"),
        ("Zoë", "Zo%C3%AB"),
        ("100%", "100%"),
        ("100% ë", "100%25 %C3%AB"),
        (LONG, LONG[:1024]),
    ],
)
def test_a_header_is_one_line_of_ascii(value: str, sent: str) -> None:
    assert header_value(value) == sent


def test_metadata_has_sixteen_pairs_of_limited_length() -> None:
    found = metadata({f"key{index}": LONG for index in range(20)})
    assert len(found) == 16
    assert {len(value) for value in found.values()} == {512}


def test_labels_are_slugs_and_hold_nothing_that_differs_by_request() -> None:
    tags = {"team_id": "Search Team!", "user_id": "zoe", "tenant_id": "acme", "feature": LONG}
    assert labels(tags) == {"team_id": "search-team", "feature": "x" * 63}


def test_request_metadata_keeps_to_bedrock_s_alphabet() -> None:
    assert request_metadata({"team_id": "a&b\té"}) == {"team_id": "a_b\t_"}


@pytest.mark.parametrize(
    ("body", "model"),
    [
        (b'{"messages":[],"model":"m"}', "m"),
        (b'{"tools":[{"model":{"type":"string"}}],"model": "m"}', "m"),
        (b'{"messages":[{"content":"say \\"model\\":\\"x\\""}],"model":"m"}', "m"),
        ({"model": "m"}, "m"),
        (b"{}", None),
        (None, None),
    ],
)
def test_the_model_is_found_without_parsing(body: object, model: str | None) -> None:
    assert model_in(body) == model


def test_a_stream_is_known_by_its_own_key_only() -> None:
    assert wants_stream(b'{"stream": true}')
    assert not wants_stream(b'{"stream":false}')
    assert not wants_stream(b'{"content":"\\"stream\\":true"}')


@pytest.mark.parametrize("body", [b'{"a":1,"stream":true}', b'{"stream":true} ', b"{}"])
def test_asking_for_usage_leaves_the_rest_as_it_is(body: bytes) -> None:
    assert json.loads(with_usage(body)) == {
        **json.loads(body),
        "stream_options": {"include_usage": True},
    }


def test_tags_join_a_mapping_that_is_there_and_never_replace_what_it_says() -> None:
    body = b'{"input":"say \\"metadata\\"","metadata":{"team_id":"mine"}}'
    added = json.loads(with_tags(body, "metadata", {"team_id": "t", "project_id": "p"}, 16))
    assert added["metadata"] == {"team_id": "mine", "project_id": "p"}
    assert added["input"] == 'say "metadata"'


@pytest.mark.parametrize("body", [b'{"metadata":"text"}', b"not json", b"[1]"])
def test_a_body_that_takes_no_tags_stays_as_it_is(body: bytes) -> None:
    assert with_tags(body, "metadata", {"team_id": "t"}, 16) == body


def test_tags_never_make_a_mapping_longer_than_its_provider_takes() -> None:
    own = {f"k{number}": "v" for number in range(15)}
    tags = {"team_id": "t", "k0": "ours", "project_id": "p"}
    added = json.loads(with_tags(json.dumps({"metadata": own}).encode(), "metadata", tags, 16))
    assert added["metadata"] == {"team_id": "t", **own}
    assert with_tags({"metadata": own}, "metadata", tags, 15) == {"metadata": own}


def test_tags_are_read_out_of_a_body_that_has_some() -> None:
    assert tags_inside(b'{"metadata":{"team_id":"t","n":1}}') == {"team_id": "t"}
    assert tags_inside(b"nothing") == {}
