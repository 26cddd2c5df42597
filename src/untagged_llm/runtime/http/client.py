"""httpx and httpx2: a client whose requests are stamped and metered.

An HTTP client gets a class of ours, a subclass of its own, so that it stays what it is for
`isinstance` and for its users. Both libraries have the same interface.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.listening import Listening, settle
from untagged_llm.runtime.http.prepared import Prepared, prepare
from untagged_llm.runtime.http.response import listened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.runtime.attempt import Attempt
    from untagged_llm.runtime.http.owned import Owned
    from untagged_llm.runtime.http.unedited import Unedited

log = logging.getLogger("untagged_llm")
_LIBRARIES = ("httpx", "httpx2")
_MARK = "untagged_llm"
_OWNED = "_untagged_llm"
_ORIGINAL = "_untagged_llm_original"


def is_http_client(value: object) -> bool:
    """Whether `value` is a client of httpx or httpx2."""
    return any(
        each.__name__ in ("Client", "AsyncClient") and each.__module__.split(".")[0] in _LIBRARIES
        for each in type(value).__mro__
    )


def owned_by(client: Any) -> Owned | None:
    """What a metered client carries, None for any other."""
    found: Owned | None = client.__dict__.get(_OWNED)
    return found


def metered(client: Any, owned: Owned) -> Any:
    """A metered client over the same connections as `client`, which stays as it is.

    Two SDK clients may share one HTTP client and yet have different owners.
    """
    kind: Any = type(client)
    clone: Any = object.__new__(kind if owned_by(client) else metered_class(kind))
    clone.__dict__.update(client.__dict__)
    clone.__dict__[_OWNED] = owned
    # Some SDKs' clients close their connections when they are collected. The original does so
    # once no clone needs it any more.
    clone.__dict__[_ORIGINAL] = client.__dict__.get(_ORIGINAL, client)
    return clone


@cache
def metered_class(kind: Any) -> type:
    """The class of ours for HTTP clients of that class."""
    is_async = any(each.__name__ == "AsyncClient" for each in kind.__mro__)
    made = _async_class(kind) if is_async else _sync_class(kind)
    made.__name__, made.__qualname__, made.__module__ = (
        kind.__name__,
        kind.__qualname__,
        kind.__module__,
    )
    return made


def _sync_class(kind: Any) -> type:
    class Metered(kind):  # type: ignore[misc]
        def build_request(self, method: Any, url: Any, **kwargs: Any) -> Any:
            return build(super().build_request, self.__dict__[_OWNED], method, url, kwargs)

        def send(self, request: Any, **kwargs: Any) -> Any:
            return send(super().send, self.__dict__[_OWNED], request, kwargs)

        def __del__(self) -> None:
            """The connections are not its own."""

    return Metered


def _async_class(kind: Any) -> type:
    class Metered(kind):  # type: ignore[misc]
        def build_request(self, method: Any, url: Any, **kwargs: Any) -> Any:
            return build(super().build_request, self.__dict__[_OWNED], method, url, kwargs)

        async def send(self, request: Any, **kwargs: Any) -> Any:
            return await send_async(super().send, self.__dict__[_OWNED], request, kwargs)

        def __del__(self) -> None:
            """The connections are not its own."""

    return Metered


def build(
    original: Any, owner: Owned | Unedited, method: Any, url: Any, kwargs: dict[str, Any]
) -> Any:
    """A request with its owner on it.

    Raises:
        RefusedRequestError: the policy or a limit stops it.
    """
    request = original(method, url, **kwargs)
    if request.method != "POST":
        return request
    field, body = _body(kwargs)
    owned = owner.owned(request.headers)
    if owned is None:
        return request
    prepared = prepare(owned, str(request.url), request.headers.raw, body)
    if prepared is None:
        return request
    if prepared.body is not body:
        request = original(method, url, **{**kwargs, field: prepared.body})
    _put(request.headers, prepared.stamp.headers)
    request.extensions = {**request.extensions, _MARK: prepared}
    return request


def _body(kwargs: dict[str, Any]) -> tuple[str, Any]:
    """The argument that holds the request's JSON, and what it holds."""
    for field in ("content", "json", "data"):
        value = kwargs.get(field)
        if isinstance(value, str):
            return field, value.encode()
        if value is not None:
            return field, value if isinstance(value, (bytes, dict)) else None
    return "", None


def _put(headers: Any, wanted: Mapping[str, str]) -> None:
    """Add what is not there yet; an empty header says nothing.

    Setting one header searches all, so that happens once for all.
    """
    there = {name.lower(): value for name, value in headers.raw}
    rows = [row for row in _rows(wanted) if not there.get(row[1])]
    for _, lowered, _ in rows:
        if lowered in there:
            del headers[lowered.decode()]
    listed = getattr(headers, "_list", None)
    if isinstance(listed, list):
        listed.extend(rows)
    else:
        for raw, _, value in rows:
            headers[raw.decode()] = value.decode()


def _rows(wanted: Mapping[str, str]) -> list[tuple[bytes, bytes, bytes]]:
    return [(*_name(name), value.encode()) for name, value in wanted.items()]


@lru_cache(maxsize=512)
def _name(name: str) -> tuple[bytes, bytes]:
    return name.encode(), name.lower().encode()


def is_prepared(request: Any) -> bool:
    """Whether it was looked after when it was built."""
    return _MARK in request.extensions


def send(original: Any, owner: Owned | Unedited, request: Any, kwargs: dict[str, Any]) -> Any:
    """Send a request, and listen to its answer."""
    attempt = _started(owner, request)
    if attempt is None:
        return original(request, **kwargs)
    try:
        response = original(request, **kwargs)
    except BaseException as error:
        attempt.failed(error)
        settle(attempt)
        raise
    return _answered(attempt, request, response)


async def send_async(
    original: Any, owner: Owned | Unedited, request: Any, kwargs: dict[str, Any]
) -> Any:
    """`send` for asynchronous clients."""
    attempt = _started(owner, request)
    if attempt is None:
        return await original(request, **kwargs)
    try:
        response = await original(request, **kwargs)
    except BaseException as error:
        attempt.failed(error)
        settle(attempt)
        raise
    return _answered(attempt, request, response)


def _started(owner: Owned | Unedited, request: Any) -> Attempt | None:
    prepared: Prepared | None = request.extensions.get(_MARK)
    if prepared is None:
        owned = owner.owned(request.headers)
        prepared = None if owned is None else _late(owned, request)
    if prepared is None:
        return None
    try:
        attempt = prepared.attempt(request.headers.raw)
        _put(request.headers, attempt.id_headers)
    except Exception:
        log.debug("a request is not metered", exc_info=True)
        return None
    return attempt


def _late(owned: Owned, request: Any) -> Prepared | None:
    """A request that was built elsewhere: its headers can still be added to."""
    if request.method != "POST":
        return None
    body = getattr(request, "_content", None)
    prepared = prepare(owned, str(request.url), request.headers.raw, body)
    if prepared is not None:
        prepared.hides_usage = False
        _put(request.headers, prepared.stamp.headers)
    return prepared


def _answered(attempt: Attempt, request: Any, response: Any) -> Any:
    try:
        prepared: Prepared | None = request.extensions.get(_MARK)
        listening = Listening(attempt, response, prepared is not None and prepared.hides_usage)
        if not response.is_stream_consumed:
            return listened(response, listening)
        listening.heard(response.content)
        listening.ended()
    except Exception:
        log.debug("an answer is not metered", exc_info=True)
        settle(attempt)
    return response
