"""httpx and httpx2: a client whose requests are stamped and metered.

An HTTP client gets a class of ours, a subclass of its own, so that it stays what it is for
`isinstance` and for its users. Both libraries have the same interface.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.content import body_of, field_of, replace_body
from untagged_llm.runtime.http.cookies import looked_for_first
from untagged_llm.runtime.http.listening import Listening, heard_whole, settle
from untagged_llm.runtime.http.prepared import Prepared, prepare
from untagged_llm.runtime.http.response import listened
from untagged_llm.runtime.rows import by_name, put, rows

if TYPE_CHECKING:
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
    if not owned_by(client) and "_cookies" in clone.__dict__:
        clone.__dict__["_cookies"] = looked_for_first(client.cookies)
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
    there = by_name(rows(request.headers))
    owned = owner.owned(there)
    if owned is None:
        return request
    body = body_of(request, kwargs)
    prepared = prepare(owned, str(request.url), there, body)
    if prepared is None:
        return request
    if prepared.body is not body and not replace_body(request, prepared.body):
        field = field_of(kwargs)
        request = original(method, url, **{**kwargs, field: prepared.body})
    put(request.headers, there, prepared.stamp.rows)
    request.extensions = {**request.extensions, _MARK: prepared}
    return request


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
        prepared = _late(owner, request)
    if prepared is None:
        return None
    try:
        there = by_name(rows(request.headers))
        attempt = prepared.attempt(there)
        put(request.headers, there, attempt.id_rows)
    except Exception:
        log.debug("a request is not metered", exc_info=True)
        return None
    return attempt


def _late(owner: Owned | Unedited, request: Any) -> Prepared | None:
    """A request that was built elsewhere: its headers can still be added to."""
    if request.method != "POST":
        return None
    there = by_name(rows(request.headers))
    owned = owner.owned(there)
    if owned is None:
        return None
    prepared = prepare(owned, str(request.url), there, body_of(request, {}))
    if prepared is not None:
        prepared.hides_usage = False
        put(request.headers, there, prepared.stamp.rows)
    return prepared


def _answered(attempt: Attempt, request: Any, response: Any) -> Any:
    try:
        if response.is_stream_consumed:
            heard_whole(attempt, response)
            return response
        prepared: Prepared | None = request.extensions.get(_MARK)
        listening = Listening(attempt, response, prepared is not None and prepared.hides_usage)
        return listened(response, listening)
    except Exception:
        log.debug("an answer is not metered", exc_info=True)
        settle(attempt)
    return response
