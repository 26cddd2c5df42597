"""Plain HTTP to a provider's endpoint: requests, httpx, aiohttp, urllib and their like."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import payload
from untagged_llm.analysis.resolve.joining import members, pattern_of
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.values import (
    Built,
    ClientValue,
    Func,
    Instance,
    Sym,
    Unknown,
    Value,
)
from untagged_llm.sdks.endpoints import Endpoint

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef, Point, Scope

VERBS = frozenset({"post", "request", "stream", "urlopen", "ws_connect", "fetch"})
_LIBRARIES = ("requests", "httpx", "httpx2", "aiohttp", "urllib", "urllib3", "http", "curl_cffi")
_BODIES = ("json", "data", "content", "body")
_REQUESTS = {"urllib.request.Request": 0, "httpx.Request": 1, "requests.Request": 1}
"""Request objects, and where their URL stands."""


def endpoint_of(engine: Engine, ref: CallRef) -> Endpoint | None:
    """The provider's endpoint that a call sends a request to; None when it sends none."""
    verb = callee_name(ref.node.func)
    if verb in VERBS:
        return _by_verb(engine, ref, verb)
    return _by_prepared_request(engine, ref)


def _by_verb(engine: Engine, ref: CallRef, verb: str) -> Endpoint | None:
    url = _url_argument(ref.node, verb)
    if url is None:
        return None
    given = isinstance(url, ast.Name) and _is_parameter(url.id, ref.point)
    base = _base_url(engine, ref.node.func, ref)
    if base is None:
        return None
    texts = [] if given else [url_of(m) for m in members(engine.value(url, ref.point))]
    for text in texts:
        found = None if text is None else engine.registry.endpoints.match(_joined(base, text))
        if found is not None:
            return found
    known = any(text is not None and _names_host(_joined(base, text)) for text in texts)
    return None if known else _by_body(engine, ref)


def _names_host(url: str) -> bool:
    """Whether a URL says which host it goes to: then that host decides, not the body."""
    host = url.partition("://")[2].partition("/")[0]
    return bool(host) and "\0" not in host


def _by_body(engine: Engine, ref: CallRef) -> Endpoint | None:
    """A request to a host that is not known, whose body asks a model something."""
    for keyword in ref.node.keywords:
        if keyword.arg in _BODIES:
            if engine.hasty:
                return Endpoint("", "chat", "")
            return payload.endpoint_for(engine.value(keyword.value, ref.point))
    return None


def _url_argument(node: ast.Call, verb: str) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg == "url":
            return keyword.value
    index = 1 if verb in ("request", "stream") and len(node.args) > 1 else 0
    return node.args[index] if len(node.args) > index else None


def _is_parameter(name: str, point: Point) -> bool:
    """Whether a URL or request comes from the caller: then the caller is the site."""
    scope: Scope | None = point.scope
    while scope is not None:
        bindings = scope.bindings.get(name)
        if bindings:
            return any(b.kind == "param" for b in bindings)
        scope = scope.parent
    return False


def url_of(value: Value) -> str | None:
    """The URL that a string, a prepared request or a URL object holds, holes for the unknown."""
    if isinstance(value, Built):
        url = value.fields.entries.get("url")
        if url is not None:
            return pattern_of(url.value)
        position = _REQUESTS.get(value.dotted, 0)
        return pattern_of(value.positional[position]) if value.positional[position:] else None
    return pattern_of(value)


def _base_url(engine: Engine, func: ast.expr, ref: CallRef) -> str | None:
    """The base URL of the HTTP client that is called: "" for none, a hole when unknown.

    None when the callee is something else than an HTTP client.
    """
    if not isinstance(func, ast.Attribute):
        callee = members(engine.value(func, ref.point))
        return "" if any(_is_library(c) for c in callee) else None
    bases = [_base_of(m) for m in members(engine.value(func.value, ref.point))]
    known = [b for b in bases if b is not None]
    return known[0] if known else None


def _base_of(owner: Value) -> str | None:
    if isinstance(owner, Built) and _is_library(Sym(owner.dotted)):
        base = owner.fields.entries.get("base_url")
        return "" if base is None else (pattern_of(base.value) or "\0")
    if isinstance(owner, (Sym, Instance)):
        return "" if isinstance(owner, Sym) and _is_library(owner) else None
    return "" if isinstance(owner, Unknown) else None


def _is_library(value: Value) -> bool:
    return isinstance(value, Sym) and value.dotted.partition(".")[0] in _LIBRARIES


def _joined(base: str, url: str) -> str:
    if not base or "://" in url:
        return url
    return base.rstrip("/") + "/" + url.lstrip("/")


def _by_prepared_request(engine: Engine, ref: CallRef) -> Endpoint | None:
    """A request object handed to a helper of the project's own that sends it."""
    if not _may_send(ref.node) or not ref.point.scope.module.calls_named("Request"):
        return None
    for argument in ref.node.args[:2]:
        if not isinstance(argument, ast.Name) or _is_parameter(argument.id, ref.point):
            continue
        for member in members(engine.value(argument, ref.point)):
            if isinstance(member, Built) and member.dotted in _REQUESTS:
                text = url_of(member)
                found = None if text is None else engine.registry.endpoints.match(text)
                if found is None and not (text and _names_host(text)):
                    found = _asked_by(member)
                callee = members(engine.value(ref.node.func, ref.point))
                if found is not None and any(isinstance(c, (Func, Sym)) for c in callee):
                    return found
    return None


def _asked_by(request: Built) -> Endpoint | None:
    entries = request.fields.entries
    data = entries.get("data") or entries.get("json")
    return None if data is None else payload.endpoint_for(data.value)


def _may_send(node: ast.Call) -> bool:
    return bool(node.args) and callee_name(node.func) not in ("print", "repr", "len", "Request")


def low_level_endpoint(engine: Engine, client: ClientValue, ref: CallRef) -> Endpoint | None:
    """`client.post("/chat/completions", …)` on an SDK client: the same request, by hand."""
    if len(client.path) != 1 or client.path[0] not in ("post", "request"):
        return None
    url = _url_argument(ref.node, client.path[0])
    text = None if url is None else url_of(engine.value(url, ref.point))
    return None if text is None else engine.registry.endpoints.match("\0/" + text.lstrip("/"))
