"""A request between being built and being sent: its owner, its ids, what to listen for.

Requests are stamped while they are built: SDKs sign them after that, and a refusal raised there
reaches the application as it is, where one raised while sending would be retried and wrapped.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.attempt import Attempt, Request, begin
from untagged_llm.runtime.body import (
    model_in,
    names,
    tags_inside,
    wants_stream,
    with_tags,
    with_usage,
)
from untagged_llm.runtime.callsite import call_site
from untagged_llm.runtime.carriers import LABEL_PAIRS, METADATA_PAIRS
from untagged_llm.runtime.enforcement import enforce
from untagged_llm.runtime.errors import RefusedRequestError
from untagged_llm.runtime.stamp import combined
from untagged_llm.runtime.target import Target, target_of
from untagged_llm.runtime.trace import read_parent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from untagged_llm.runtime.http.owned import Owned
    from untagged_llm.runtime.stamp import Stamp

log = logging.getLogger("untagged_llm")
_DEPTH = 3


@dataclass(slots=True)
class Prepared:
    """`body` replaces the application's, `hides_usage` says that we asked for the usage."""

    stamp: Stamp
    request: Request
    target: Target
    body: Any
    hides_usage: bool

    def attempt(self, headers: Iterable[tuple[bytes, bytes]]) -> Attempt:
        """The request as it is sent now, with these headers."""
        return begin(self.stamp, _chosen(self.request, headers))


def prepare(
    owned: Owned, url: str, headers: Iterable[tuple[bytes, bytes]], body: Any
) -> Prepared | None:
    """Stamp a request to `url`; None when it goes to no LLM provider, or costs nothing.

    `body` is JSON as bytes or a mapping, or None.

    Raises:
        RefusedRequestError: the policy or a limit stops it.
    """
    try:
        return _prepare(owned, url, tuple(headers), body)
    except RefusedRequestError:
        raise
    except Exception:
        log.debug("a request was left as it is", exc_info=True)
        return None


def _prepare(
    owned: Owned, url: str, headers: tuple[tuple[bytes, bytes], ...], body: Any
) -> Prepared | None:
    target = target_of(url, owned.service, owned.trusted)
    if not target.is_billable:
        return None
    stamp = owned.stamp(headers)
    if body:
        stamp = _with_body(owned, headers, body, stamp)
    site = call_site(_DEPTH, owned.client)
    enforce(stamp, f"{owned.sdk or target.provider} {target.kind}", site)
    request = Request(
        sdk=owned.sdk,
        provider=target.provider,
        operation=target.operation,
        host=target.host,
        model=target.model or model_in(body),
        region=target.region,
        site=site,
        streamed=target.streams or wants_stream(body),
        body=body if isinstance(body, bytes) else None,
        batch=True if target.kind == "batch" else None,
    )
    hides = _must_ask(stamp, target, body)
    return Prepared(stamp, request, target, _additions(body, stamp, target, hides), hides)


def _with_body(
    owned: Owned, headers: tuple[tuple[bytes, bytes], ...], body: Any, stamp: Stamp
) -> Stamp:
    """A request may carry its owner in its body's metadata: there it is the nearest one."""
    from untagged_llm.runtime.ambient import current
    from untagged_llm.runtime.http.given import owner_headers_in

    vocabulary = stamp.terms.vocabulary
    inside = {vocabulary.canonical(key): text for key, text in tags_inside(body).items()}
    named = {key: text for key, text in inside.items() if key}
    if not named:
        return stamp
    return combined(owned.tags, current(), {**named, **owner_headers_in(headers)})


def _chosen(request: Request, headers: Iterable[tuple[bytes, bytes]]) -> Request:
    """The request with the ids and the count that its SDK or the application gave it."""
    request.number = request.request_id = request.trace = None
    for name, value in headers:
        if len(name) in _ID_LENGTHS:
            read = _IDS.get(name.lower())
            if read is not None:
                read(request, value.decode("latin-1"))
    return request


def _count(request: Request, value: str) -> None:
    if value.isdecimal() and value != "0":
        request.number = int(value) + 1


def _request_id(request: Request, value: str) -> None:
    request.request_id = value


def _trace(request: Request, value: str) -> None:
    request.trace = read_parent(value)


_IDS = {
    b"x-stainless-retry-count": _count,
    b"x-client-request-id": _request_id,
    b"traceparent": _trace,
}
_ID_LENGTHS = frozenset(map(len, _IDS))


def _must_ask(stamp: Stamp, target: Target, body: Any) -> bool:
    """Chat streams tell their usage only when asked; Azure's over one's own data refuse that."""
    if not target.may_ask or not stamp.terms.configuration.ask_for_usage:
        return False
    return (
        wants_stream(body) and not names(body, "stream_options") and not names(body, "data_sources")
    )


def _additions(body: Any, stamp: Stamp, target: Target, asks: bool) -> Any:
    if asks:
        body = with_usage(body)
    if target.field in stamp.terms.carriers and body and stamp.tags:
        if target.field == "labels":
            return with_tags(body, target.field, stamp.labels, LABEL_PAIRS)
        return with_tags(body, target.field, stamp.metadata, METADATA_PAIRS)
    return body
