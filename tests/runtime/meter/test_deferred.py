"""What the caller leaves to the recorder's thread, and what it does itself."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import openai
import pytest

from runtime.recording import TAGS, Recording, recording
from untagged_llm import tag
from untagged_llm.runtime.closing import LARGE, Ended
from untagged_llm.runtime.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.runtime.event import Event, Pending

__all__ = ["recording"]

ASKED: dict[str, Any] = {"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "?"}]}


class Server(ThreadingHTTPServer):
    """Answers every chat with `said`, and sets a cookie."""

    said = "a word"
    cookies: list[str | None]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.cookies = []


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.cookies.append(self.headers["cookie"])
        message = {"role": "assistant", "content": self.server.said}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
        told = {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-5.4-mini"}
        body = json.dumps({**told, "choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("set-cookie", "session=abc; Path=/")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def _client(server: Server) -> openai.OpenAI:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    return tag(openai.OpenAI(base_url=url, api_key="k", max_retries=0), **TAGS)


@pytest.fixture
def handed(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> list[Ended]:
    """What is handed to the recorder, which gets it as always."""
    seen: list[Ended] = []
    current = recorder()
    record = current.record

    def note(event: Event | Pending) -> None:
        if isinstance(event, Ended):
            seen.append(event)
        record(event)

    monkeypatch.setattr(current, "record", note)
    return seen


def test_an_answer_s_usage_is_the_same_whoever_reads_it(
    server: Server, recording: Recording, handed: list[Ended]
) -> None:
    client = _client(server)
    client.chat.completions.create(**ASKED)
    server.said = "word " * LARGE
    client.chat.completions.create(**ASKED)
    small, large = recording.events
    assert small.usage == large.usage
    assert small.cost is not None
    assert small.cost == large.cost
    assert small.cost.total
    assert [ended.made() for ended in handed] == [(small,), (large,)]


def test_every_sink_gets_the_same_event_with_its_alert(
    server: Server, recording: Recording
) -> None:
    from untagged_llm import configure

    other: list[Any] = []
    configure(sinks=[recording.all.append, other.append], token_ceiling=5)
    _client(server).chat.completions.create(**ASKED)
    (event,), (alert,) = recording.events, recording.notices
    assert alert.subject == event.event_id
    assert [each.event_id for each in other] == [event.event_id, alert.event_id]


def test_cookies_are_kept_and_sent_as_without_tags(server: Server, recording: Recording) -> None:
    client = _client(server)
    client.chat.completions.create(**ASKED)
    client.chat.completions.create(**ASKED)
    assert server.cookies == [None, "session=abc"]
    assert len(recording.events) == 2
