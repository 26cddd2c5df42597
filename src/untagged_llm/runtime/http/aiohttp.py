"""google-genai's asynchronous requests through aiohttp, which it prefers where it is installed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.listening import Listening, settle
from untagged_llm.runtime.http.owned import Owned
from untagged_llm.runtime.http.prepared import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from untagged_llm.runtime.attempt import Attempt

log = logging.getLogger("untagged_llm")
_GETTER = "_get_aiohttp_session"


def tag_sessions(client: Any, owned: Owned) -> bool:
    """Meter the sessions that google-genai's client makes; False for other clients."""
    api = getattr(client, "_api_client", None)
    getter = getattr(api, _GETTER, None)
    if getter is None:
        return False
    before = api.__dict__.get(_GETTER)
    if isinstance(before, _Sessions):
        before.owned = before.owned.with_tags(owned.tags)
    else:
        api.__dict__[_GETTER] = _Sessions(getter, owned)
    return True


def session_of(session: Any, api: Any, tags: Mapping[str, str]) -> Any:
    """A metered session for a client that nobody tagged."""
    if isinstance(api.__dict__.get(_GETTER), _Sessions):
        return session
    service = "vertexai" if getattr(api, "vertexai", False) else "google_genai"
    return _Session(session, Owned(tags, "google_genai", service, "google.genai.Client"))


class _Sessions:
    """Stands for the method that hands out sessions."""

    def __init__(self, getter: Any, owned: Owned) -> None:
        self._getter = getter
        self.owned = owned

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _Session(await self._getter(*args, **kwargs), self.owned)


class _Session:
    """A session whose `request` is stamped and metered; everything else is the session's own."""

    def __init__(self, session: Any, owned: Owned) -> None:
        self._session = session
        self._owned = owned

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    async def request(self, method: str, url: Any, **kwargs: Any) -> Any:
        """As aiohttp's; raises RefusedRequestError when the policy or a limit stops it."""
        prepared = self._prepared(method, str(url), kwargs)
        if prepared is None:
            return await self._session.request(method=method, url=url, **kwargs)
        attempt = prepared.attempt(_by_name(kwargs.get("headers")))
        headers = {**attempt.headers, **(kwargs.get("headers") or {})}
        sent = {**kwargs, "headers": headers, "data": prepared.body}
        try:
            response = await self._session.request(method=method, url=url, **sent)
        except BaseException as error:
            attempt.failed(error)
            settle(attempt)
            raise
        return _listened(attempt, response)

    def _prepared(self, method: str, url: str, kwargs: dict[str, Any]) -> Prepared | None:
        if method.upper() != "POST":
            return None
        return prepare(self._owned, url, _by_name(kwargs.get("headers")), kwargs.get("data"))


def _by_name(headers: Mapping[str, str] | None) -> dict[bytes, bytes]:
    return {
        str(name).lower().encode("latin-1"): str(value).encode("latin-1")
        for name, value in (headers or {}).items()
    }


def _listened(attempt: Attempt, response: Any) -> Any:
    """The same response, whose content is heard while it is read."""
    try:
        content = _Content(response.content, Listening(attempt, response, hides_usage=False))
        response.content = content
    except Exception:
        log.debug("an answer is not metered", exc_info=True)
        settle(attempt)
    return response


class _Content:
    """A response's stream of bytes, with the ways of reading it that google-genai uses."""

    def __init__(self, content: Any, listening: Listening) -> None:
        self._content = content
        self._listening = listening

    def __getattr__(self, name: str) -> Any:
        return getattr(self._content, name)

    async def read(self, n: int = -1) -> bytes:
        """All of it, or `n` bytes."""
        try:
            data: bytes = await self._content.read(n)
        except BaseException as error:
            self._listening.failed(error)
            raise
        self._listening.heard(data)
        if n < 0 or self._content.at_eof():
            self._listening.ended()
        return data

    async def readline(self) -> bytes:
        """The next line."""
        try:
            data: bytes = await self._content.readline()
        except BaseException as error:
            self._listening.failed(error)
            raise
        self._listening.heard(data)
        if not data or self._content.at_eof():
            self._listening.ended()
        return data

    async def iter_any(self) -> AsyncIterator[bytes]:
        """Parts as they come."""
        try:
            async for data in self._content.iter_any():
                self._listening.heard(data)
                yield data
        except GeneratorExit:
            self._listening.closed()
            raise
        except BaseException as error:
            self._listening.failed(error)
            raise
        self._listening.ended()

    def __del__(self) -> None:
        self._listening.closed()
