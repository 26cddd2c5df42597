"""What the matrix has to know of an SDK: how to open a client, ask, and read a stream."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runtime.provider import Request

TAGS = {"team_id": "search", "service_name": "qa", "project_id": "p1"}
QUESTION = [{"role": "user", "content": "?"}]


@dataclass(frozen=True, slots=True)
class Where:
    """A line of the fake provider, and how patient the client is with it."""

    url: str
    retries: int = 0
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Driver:
    """One SDK, synchronous or asynchronous.

    `open` gives a tagged client (for asynchronous SDKs inside a running loop), an asynchronous
    context manager where the SDK has one. `ask` makes a plain call, `stream` one whose answer is
    iterated; both return awaitables where `is_async`. `tags` reads a request's tags off the wire.
    """

    sdk: str
    provider: str
    model: str
    package: str
    is_async: bool
    open: Callable[[Where], Any]
    ask: Callable[[Any], Any]
    stream: Callable[[Any], Any] | None
    tags: Callable[[Request], Mapping[str, str]]

    @property
    def name(self) -> str:
        return f"{self.sdk}, {'async' if self.is_async else 'sync'}"


def sdk(name: str) -> Any:
    """A module of an SDK, which need not be installed to collect the tests."""
    return import_module(name)


def header_tags(request: Request) -> dict[str, str]:
    """The tags that stand in `x-owner-*` headers, under their canonical keys."""
    names = {
        "team_id": "x-owner-team",
        "service_name": "x-owner-service",
        "project_id": "x-owner-project",
    }
    return {key: request.headers[name] for key, name in names.items() if name in request.headers}


def request_metadata(request: Request) -> dict[str, str]:
    """The tags in a Converse request's own metadata."""
    return dict(request.body.get("requestMetadata") or {})
