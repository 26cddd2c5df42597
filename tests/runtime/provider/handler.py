"""One connection: reads a request, finds its wire form and its step, and answers accordingly."""

from __future__ import annotations

import json
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .billed import Billed
from .recorded import Request
from .wire.answer import Answer, Ask, plain
from .wire.routes import route_of

if TYPE_CHECKING:
    from .server import FakeProvider
    from .steps import Step

BETWEEN_SLOW_PARTS = 0.05


def handler(provider: FakeProvider) -> type[BaseHTTPRequestHandler]:
    """The request handler of one server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            Exchange(self, provider).run()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: pytest shows what matters."""

    return Handler


class Exchange:
    """One request and its answer."""

    def __init__(self, http: BaseHTTPRequestHandler, provider: FakeProvider) -> None:
        self._http = http
        self._provider = provider
        url = urlsplit(http.path)
        self._line, path = _line_and_path(url.path)
        self._path = unquote(path)
        self._query = dict(parse_qsl(url.query))
        self._body = _json_object(http.rfile.read(int(http.headers.get("content-length", 0))))
        self._step = provider.next_step(self._line)
        self._id = provider.next_id()

    def run(self) -> None:
        """Record what comes back, then send it: who has the answer may look at the record."""
        status, answer = self._answer()
        self._record(status, answer)
        if self._step.name == "timeout":
            self._provider.keep_waiting()
            self._hang_up()
        elif self._step.name == "reset":
            self._hang_up()
        elif answer.streamed:
            self._send_stream(status, answer)
        else:
            self._send_whole(status, answer)

    def _answer(self) -> tuple[int, Answer]:
        route = route_of(self._path)
        if route is None:
            return 404, plain({"error": {"message": f"no such endpoint: {self._path}"}}, None)
        if self._step.error_status:
            status = self._step.error_status
            return status, route.refuse(status, f"refused with {status}")
        ask = Ask(
            self._path, self._query, self._body, _billed(self._provider, self._step), self._id
        )
        try:
            return 200, route.answer(ask)
        except ValueError as refused:
            return 400, route.refuse(400, str(refused))

    def _record(self, status: int, answer: Answer) -> None:
        self._provider.record(
            Request(
                line=self._line,
                step=self._step.name,
                method=self._http.command,
                path=self._path,
                query=self._query,
                headers={name.lower(): value for name, value in self._http.headers.items()},
                body=self._body,
                status=status,
                request_id=self._id,
                streamed=answer.streamed,
                billed=answer.billed if self._step.answers_whole else None,
            )
        )

    def _send_whole(self, status: int, answer: Answer) -> None:
        body = b"".join(answer.parts)
        self._begin(status, answer)
        self._http.send_header("content-length", str(len(body)))
        self._http.end_headers()
        if self._step.name == "cut":
            self._http.wfile.write(body[: len(body) // 2])
            self._hang_up()
        else:
            self._http.wfile.write(body)

    def _send_stream(self, status: int, answer: Answer) -> None:
        self._begin(status, answer)
        self._http.send_header("transfer-encoding", "chunked")
        self._http.end_headers()
        half = len(answer.parts) // 2
        stops = self._step.name in ("cut", "broken-stream")
        for part in answer.parts[:half] if stops else answer.parts:
            self._send_part(part)
            time.sleep(BETWEEN_SLOW_PARTS if self._step.name == "slow" else 0)
        if self._step.name == "cut":
            self._hang_up()
            return
        if self._step.name == "broken-stream":
            self._send_part(answer.broken)
        self._http.wfile.write(b"0\r\n\r\n")

    def _send_part(self, part: bytes) -> None:
        self._http.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self._http.wfile.flush()

    def _begin(self, status: int, answer: Answer) -> None:
        self._http.send_response(status)
        self._http.send_header("content-type", answer.content_type)
        for name in ("x-request-id", "request-id", "x-amzn-RequestId"):
            self._http.send_header(name, self._id)
        if status == 429:
            self._http.send_header("retry-after", "0")
        for name, value in answer.headers.items():
            if name != "request-id":
                self._http.send_header(name, value)

    def _hang_up(self) -> None:
        self._http.close_connection = True
        try:
            self._http.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _billed(provider: FakeProvider, step: Step) -> Billed | None:
    if step.name == "no-usage":
        return None
    if step.name == "malformed":
        return Billed(-7, 0, 0, -7, 0)
    return provider.billed


def _line_and_path(path: str) -> tuple[str, str]:
    _, first, rest = (*path.split("/", 2), "", "")[:3]
    return (first, f"/{rest}") if first.startswith("line-") else ("", path)


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
