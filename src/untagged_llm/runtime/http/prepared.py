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
    from collections.abc import Mapping

    from untagged_llm.runtime.http.owned import Owned
    from untagged_llm.runtime.stamp import Stamp

log = logging.getLogger("untagged_llm")
_DEPTH = 5  # what is nearer is ours on every way here


@dataclass(slots=True)
class Prepared:
    """`body` replaces the application's, which was `asked`.

    `hides_usage` says that we asked for the usage.
    """

    stamp: Stamp
    request: Request
    target: Target
    asked: object
    body: Any
    hides_usage: bool

    def attempt(self, headers: Mapping[bytes, bytes]) -> Attempt:
        """The request as it is sent now, with these headers by lower-case names."""
        return begin(self.stamp, _chosen(self.request, headers), self.asked)


def prepare(owned: Owned, url: str, headers: Mapping[bytes, bytes], body: Any) -> Prepared | None:
    """Stamp a request to `url`; None when it goes to no LLM provider, or costs nothing.

    `headers` are by lower-case names, `body` is JSON as bytes or a mapping, or None.

    Raises:
        RefusedRequestError: the policy or a limit stops it.
    """
    try:
        return _prepare(owned, url, headers, body)
    except RefusedRequestError:
        raise
    except Exception:
        log.debug("a request was left as it is", exc_info=True)
        return None


def _prepare(owned: Owned, url: str, headers: Mapping[bytes, bytes], body: Any) -> Prepared | None:
    target = target_of(url, owned.service, owned.trusted)
    if not target.is_billable:
        return None
    stamp = owned.stamp(headers.items())
    inside = tags_inside(body) if body else None
    if inside:
        stamp = _with_body(owned, headers, inside, stamp)
    streamed = target.streams or wants_stream(body)
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
        streamed=streamed,
        batch=True if target.kind == "batch" else None,
    )
    hides = streamed and _must_ask(stamp, target, body)
    sent = _additions(body, stamp, target, hides) if hides or target.field else body
    return Prepared(stamp, request, target, body, sent, hides)


def _with_body(
    owned: Owned, headers: Mapping[bytes, bytes], inside: Mapping[str, str], stamp: Stamp
) -> Stamp:
    """A request may carry its owner in its body's metadata: there it is the nearest one."""
    from untagged_llm.runtime.ambient import current
    from untagged_llm.runtime.http.given import owner_headers_in

    vocabulary = stamp.terms.vocabulary
    canonical = {vocabulary.canonical(key): text for key, text in inside.items()}
    named = {key: text for key, text in canonical.items() if key}
    if not named:
        return stamp
    return combined(owned.tags, current(), {**named, **owner_headers_in(headers.items())})


def _chosen(request: Request, headers: Mapping[bytes, bytes]) -> Request:
    """The request with the ids and the count that its SDK or the application gave it."""
    count = headers.get(b"x-stainless-retry-count", b"0")
    request.number = int(count) + 1 if count != b"0" and count.isdigit() else None
    own_id = headers.get(b"x-client-request-id")
    request.request_id = None if own_id is None else own_id.decode("latin-1")
    parent = headers.get(b"traceparent")
    request.trace = None if parent is None else read_parent(parent.decode("latin-1"))
    return request


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
