"""The server itself: lines, steps, and the record of what arrived."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING

from .billed import Billed
from .handler import handler
from .steps import Step

if TYPE_CHECKING:
    from .recorded import Request


class FakeProvider:
    """A context manager; see the package for its use. `billed` may be changed between requests."""

    def __init__(self, billed: Billed | None = None, hold: float = 30.0) -> None:
        """`hold` is how many seconds a "timeout" keeps the connection open."""
        self.billed = billed or Billed()
        self.requests: list[Request] = []
        self._hold = hold
        self._lines: dict[str, list[Step]] = {}
        self._asked: Counter[str] = Counter()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> FakeProvider:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, *steps: str) -> str:
        """A new line: these steps answer its requests, the last one all that follow."""
        line = f"line-{next(self._numbers)}"
        self._lines[line] = [Step(name) for name in steps or ("ok",)]
        return f"http://{self.host}/{line}"

    def of(self, url: str) -> list[Request]:
        """The requests that came to a url, in the order of arrival."""
        line = url.rstrip("/").rpartition("/")[2]
        return [request for request in self.requests if request.line == line]

    def next_step(self, line: str) -> Step:
        """The step that answers the next request of a line; "ok" for paths outside any line."""
        steps = self._lines.get(line, [Step("ok")])
        with self._lock:
            asked = self._asked[line]
            self._asked[line] += 1
        return steps[min(asked, len(steps) - 1)]

    def next_id(self) -> str:
        """A request id as providers give them."""
        return f"req_{next(self._numbers):06d}"

    def record(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)

    def keep_waiting(self) -> None:
        """Let a client wait in vain."""
        self._closing.wait(self._hold)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error of the server."""
