"""A local server that speaks enough of each provider's wire form and records what arrived."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .replies import Reply, reply_to

PROGRAM_HEADER = "x-fixture-program"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it left the process; `rejected` when the provider would have refused it."""

    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    rejected: bool


class Capture:
    """The server and its record: program -> requests, in the order of arrival.

    The runner announces each program at `/__program__/NAME`; requests belong to the last one
    announced by the same group, so a group is one port.
    """

    def __init__(self) -> None:
        self.requests: dict[str, list[Request]] = defaultdict(list)
        self._program = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Capture:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def announce(self, program: str) -> None:
        self._program = program

    def record(self, request: Request) -> None:
        self.requests[self._program].append(request)


def _handler(capture: Capture) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, _, program = self.path.partition("/__program__/")
            capture.announce(program)
            self._send(Reply(200, "application/json", b"{}"))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0)))
            url = urlsplit(self.path)
            body = _json_object(raw)
            reply = reply_to(self.headers.get("host", ""), url.path, body)
            capture.record(
                Request(
                    host=self.headers.get("host", ""),
                    path=url.path,
                    query=dict(parse_qsl(url.query)),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=body,
                    rejected=reply.status >= 400,
                )
            )
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("content-type", reply.content_type)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: pytest shows what matters."""

    return Handler


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
