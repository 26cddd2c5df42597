"""Where in the application's code a request is made: the nearest frame that is the application's.

Frames of SDKs, of their HTTP libraries, of the standard library and of ours are passed over. A
request that starts in a task of its own (`asyncio.create_task(client.create(...))`) has no frame
of the application left.
"""

from __future__ import annotations

import asyncio.events
import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType, FrameType

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120
_STANDARD = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120
_LOOP = asyncio.events.__file__
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_BENEATH = ("httpx", "httpx2", "httpcore", "anyio", "tenacity", "aiohttp", "pydantic", "requests")
_BESIDE = ("opentelemetry", "openinference", "wrapt", "urllib3", "boto3", "botocore", "backoff")
_REMEMBERED = 10_000


class CallSite:
    """A call in the application's code; `site_id` is worked out when it is first asked for."""

    __slots__ = ("_site_id", "callee", "client", "code", "file", "function", "instruction", "line")

    def __init__(self, frame: FrameType, callee: CodeType | None, client: str) -> None:
        self.client = client
        self.code: CodeType = frame.f_code
        self.callee = callee
        self.file = self.code.co_filename
        self.line = frame.f_lineno
        self.instruction = frame.f_lasti
        self.function: str = getattr(self.code, "co_qualname", self.code.co_name)
        self._site_id: str | None = ""

    @property
    def site_id(self) -> str | None:
        """The checker's fingerprint of the call, None where the source is not at hand."""
        if self._site_id == "":
            from untagged_llm.runtime.sites import site_id_of

            self._site_id = site_id_of(self)
        return self._site_id

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"


_known: dict[tuple[CodeType, int, CodeType | None, str], CallSite] = {}


def call_site(depth: int = 1, client: str = "") -> CallSite | None:
    """The call in the application that led here, or None where there is none on the stack.

    `client` is the canonical name of the client's class, where it is known.
    """
    frame: FrameType | None = sys._getframe(depth)
    callee: CodeType | None = None
    other: tuple[FrameType, CodeType | None] | None = None
    while frame is not None:
        code = frame.f_code
        kind = _kinds.get(code.co_filename) or _kind(code.co_filename)
        if kind == "application":
            return _site(frame, callee, client)
        if kind == "loop":
            break
        if kind == "library" and other is None:
            other = (frame, callee)
        if kind == "sdk":
            callee = code
        frame = frame.f_back
    return _site(*other, client) if other else None


def _site(frame: FrameType, callee: CodeType | None, client: str) -> CallSite:
    key = (frame.f_code, frame.f_lasti, callee, client)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = _known[key] = CallSite(frame, callee, client)
    return found


_kinds: dict[str, str] = {}


def _kind(file: str) -> str:
    kind = _kinds[file] = _sorted(file)
    return kind


def _sorted(file: str) -> str:
    if file == _LOOP:
        return "loop"
    if file.startswith(_OURS):
        return "beneath"
    tail = next((file.rpartition(mark)[2] for mark in _INSTALLED if mark in file), None)
    if tail is None:
        return "beneath" if file.startswith((_STANDARD, "<frozen")) else "application"
    package = tail.partition(os.sep)[0].removesuffix(".py")
    if package in _BENEATH or package in _BESIDE:
        return "beneath"
    return "sdk" if package in _sdk_packages() else "library"


@lru_cache(maxsize=1)
def _sdk_packages() -> frozenset[str]:
    from untagged_llm.sdks import registry

    return frozenset(root.partition(".")[0] for root in registry().roots)
