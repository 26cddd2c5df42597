"""What a URL says of a request: whose it is, what it does, which model, where."""

from __future__ import annotations

import re
from typing import NamedTuple

_URL = re.compile(r"https?://([^/?#]+)(/[^?#]*)?(.*)", re.DOTALL)
_IN_PATH = (
    re.compile(r"/deployments/([^/]+)/"),
    re.compile(r"/models/([^/:]+):"),
    re.compile(r"/model/([^/]+)/(?:invoke|converse)"),
    re.compile(r"/publishers/[^/]+/models/([^/:]+):"),
)
_LOCATION = re.compile(r"/locations/([^/]+)/|bedrock-runtime\.([a-z0-9-]+)\.amazonaws")
_STREAMS = re.compile(r":(stream|serverStream)\w*$|-stream$")
# Paths mean the same wherever a gateway or a test puts them: they are read as if they stood here.
_HOME = {
    "google": "generativelanguage.googleapis.com",
    "google_genai": "generativelanguage.googleapis.com",
    "vertexai": "aiplatform.googleapis.com",
    "bedrock": "bedrock-runtime.us-east-1.amazonaws.com",
}
_TELL_UNASKED = ("anthropic", "gcp.gemini", "gcp.vertex_ai", "aws.bedrock", "cohere", "mistral_ai")
_VERSION = re.compile(r"[?&]api-version=(\d{4}-\d\d-\d\d)")
_AZURE_TELLS_SINCE = "2024-09-01"
_OPERATIONS = {
    "responses": "chat",
    "embedding": "embeddings",
    "completion": "text_completion",
}
_REMEMBERED = 4096


class Target(NamedTuple):
    """`operation` is OpenTelemetry's name, "" when the request costs nothing.

    `provider` is the rate card's name; `kind` the registry's word for the call ("responses").
    `field` is where in its body the provider takes tags, "" where it takes none;
    `streams` that the URL alone asks for a stream, `may_ask` that a stream can be asked for its
    usage.
    """

    provider: str
    host: str
    operation: str
    kind: str
    model: str | None
    region: str | None
    field: str = ""
    streams: bool = False
    may_ask: bool = True

    @property
    def is_billable(self) -> bool:
        """Whether the provider charges for such a request."""
        return bool(self.operation)


_known: dict[tuple[str, str, bool], Target] = {}


def target_of(url: str, service: str, trusted: bool) -> Target:
    """What a POST to `url` is.

    `service` is the SDK's or the provider's id where it is known, else "". `trusted` says that
    the client speaks to an LLM provider whatever the host is; otherwise the URL itself must show
    it.
    """
    key = (url, service, trusted)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = _known[key] = _read(url, service, trusted)
    return found


def _read(url: str, service: str, trusted: bool) -> Target:
    from untagged_llm.cost import RateCard
    from untagged_llm.sdks import registry

    parts = _URL.match(url)
    host, path = (parts[1], parts[2] or "/") if parts else ("", url)
    endpoints = registry().endpoints
    seller = endpoints.provider_of(url) or ""
    found = endpoints.match(url)
    if found is None and trusted:
        home = _HOME.get(seller or service, "api.openai.com")
        found = endpoints.match(f"https://{home}{path}")
    kind = found.kind if found else ""
    if kind == "other" and seller in ("bedrock", "vertexai"):
        kind = "chat"
    if found and not trusted and not (seller or found.provider):
        seller = service
    provider = RateCard.bundled().provider(seller or service)
    return Target(
        provider,
        host,
        _OPERATIONS.get(kind, kind),
        kind,
        _model(path),
        _region(url),
        _field(provider, kind, path),
        bool(_STREAMS.search(path)),
        _may_ask(provider, kind, parts[3] if parts else ""),
    )


def _may_ask(provider: str, kind: str, query: str) -> bool:
    """Who speaks OpenAI's dialect understands the question; old versions of Azure's refuse it."""
    version = _VERSION.search(query)
    is_old = version is not None and version[1] < _AZURE_TELLS_SINCE
    return kind == "chat" and provider not in _TELL_UNASKED and not is_old


def _field(provider: str, kind: str, path: str) -> str:
    """Only what reaches the provider's log or bill, and needs nothing else to be set."""
    if kind == "responses" and provider in ("openai", "azure.ai.openai"):
        return "metadata"
    return "labels" if provider == "gcp.vertex_ai" and "enerateContent" in path else ""


def _model(path: str) -> str | None:
    from urllib.parse import unquote

    for pattern in _IN_PATH:
        found = pattern.search(path)
        if found:
            return unquote(found[1])
    return None


def _region(url: str) -> str | None:
    found = _LOCATION.search(url)
    return (found[1] or found[2]) if found else None
