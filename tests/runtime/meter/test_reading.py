from __future__ import annotations

import json

import pytest

from untagged_llm.runtime.reading import Events, HidingEvents, Whole

SAID = b'data: {"id":"c","model":"m","choices":[{"delta":{"content":"hi"}}],"usage":null}\n\n'
TOLD = b'data: {"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":3}}\n\n'
DONE = b"data: [DONE]\n\n"


@pytest.mark.parametrize("size", [1, 2, 7, 50, 1000])
def test_however_a_stream_is_cut_the_application_gets_it_without_the_usage(size: int) -> None:
    stream = SAID + SAID + TOLD + DONE
    events = HidingEvents()
    parts = [events.feed(stream[at : at + size]) for at in range(0, len(stream), size)]
    assert b"".join([*parts, events.rest()]) == SAID + SAID + DONE
    body = events.body()
    assert body is not None
    assert body["usage"] == {"prompt_tokens": 3}
    assert events.is_complete


def test_a_whole_event_is_passed_on_at_once() -> None:
    events = HidingEvents()
    assert events.feed(SAID) == SAID
    assert events.feed(TOLD[:20]) == b""


def test_lines_may_end_as_in_windows() -> None:
    stream = (SAID + TOLD + DONE).replace(b"\n", b"\r\n")
    events = HidingEvents()
    assert events.feed(stream) == (SAID + DONE).replace(b"\n", b"\r\n")


def test_an_empty_list_of_choices_without_usage_is_not_hidden() -> None:
    filtered = b'data: {"choices":[],"prompt_filter_results":[{}],"usage":null}\n\n'
    assert HidingEvents().feed(filtered) == filtered


def test_words_of_the_model_end_no_stream() -> None:
    words = json.dumps('data: [DONE]\n\nevent: message_stop\n"stop_reason":"x" response.completed')
    events = Events()
    events.feed(b'data: {"choices":[{"delta":{"content":' + words.encode() + b"}}]}\n\n")
    assert not events.is_complete


def test_anthropic_s_usage_is_put_together_from_its_first_and_last_events() -> None:
    start = {"type": "message_start", "message": {"model": "m", "usage": {"input_tokens": 9}}}
    delta = {"type": "message_delta", "usage": {"input_tokens": None, "output_tokens": 4}}
    events = Events()
    for each in (start, delta):
        line = json.dumps(each, separators=(",", ":"))
        events.feed(f"event: {each['type']}\ndata: {line}\n\n".encode())
    events.feed(b'event: message_stop\ndata: {"type":"message_stop"}\n\n')
    body = events.body()
    assert body is not None
    assert body["usage"] == {"input_tokens": 9, "output_tokens": 4}
    assert body["model"] == "m"
    assert events.is_complete


def test_gemini_s_newest_total_counts() -> None:
    events = Events()
    for tokens in (1, 5):
        events.feed(b'data: {"usageMetadata": {"candidatesTokenCount": %d}}\r\n\r\n' % tokens)
    assert events.body() == {"usageMetadata": {"candidatesTokenCount": 5}}


def test_an_answer_that_is_no_json_tells_nothing() -> None:
    whole = Whole()
    assert whole.feed(b"\xff\xfb audio") == b"\xff\xfb audio"
    assert whole.body() is None


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n"])
def test_an_event_in_single_bytes_is_passed_on_once_it_is_whole(end: bytes) -> None:
    said = b'data: {"choices":[1]}' + end + b"data: [DONE]" + end
    events = HidingEvents()
    passed = [events.feed(said[at : at + 1]) for at in range(len(said))]
    assert [part for part in passed if part] == [
        b'data: {"choices":[1]}' + end,
        b"data: [DONE]" + end,
    ]
    assert events.is_complete
    assert events.rest() == b""
