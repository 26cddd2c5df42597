"""Requests of code that nobody edited: which SDK they come from, as their headers and host show."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from untagged_llm.runtime.http.owned import Owned
from untagged_llm.runtime.http.service import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.runtime.watch import Watch

_GOOGLE = "google-genai-sdk"
_STAINLESS = b"x-stainless-async"
_ANTHROPIC_MARK = b"anthropic-version"
_ANTHROPIC, _OPENAI = ("anthropic", "Anthropic"), ("openai", "OpenAI")


class Unedited:
    """The owners of such requests, which have the same tags: those that `guard(...)` was given."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._tags = watch.tags
        self._by_agent: dict[bytes, Owned] = {}

    def owned(self, headers: Mapping[bytes, bytes]) -> Owned:
        """The owner of a request with these headers."""
        if self._tags is not self._watch.tags:
            self._tags, self._by_agent = self._watch.tags, {}
        agent = headers.get(b"user-agent", b"")
        found = self._by_agent.get(agent)
        if found is None:
            found = self._by_agent[agent] = _owned(agent.decode("latin-1"), self._tags)
        return found if found.trusted else self._by_marks(found, headers)

    def _by_marks(self, unknown: Owned, headers: Mapping[bytes, bytes]) -> Owned:
        """Frameworks put their own name in the place of an SDK's, whose other headers stay."""
        if _STAINLESS not in headers:
            return unknown
        sdk, kind = _ANTHROPIC if _ANTHROPIC_MARK in headers else _OPENAI
        mode = "" if headers.get(_STAINLESS) == b"false" else "Async"
        client = f"{sdk}.{mode}{kind}"
        mark = client.encode()
        found = self._by_agent.get(mark)
        if found is None:
            found = self._by_agent[mark] = Owned(self._tags, sdk, sdk, client)
        return found


def _owned(agent: str, tags: Mapping[str, str]) -> Owned:
    if _GOOGLE in agent:
        return Owned(tags, "google_genai", "google_genai", "google.genai.Client")
    # The SDKs that Stainless makes name their class: "AsyncOpenAI/Python 2.54.0".
    kind, slash, _ = agent.partition("/Python")
    client = _client(kind) if slash else ""
    if not client:
        return Owned(tags, "", "", trusted=False)
    sdk = client.partition(".")[0]
    return Owned(tags, sdk, service_of(kind, sdk), client)


@lru_cache(maxsize=256)
def _client(kind: str) -> str:
    """The dotted name of a class by its bare one, "" for none that the registry has."""
    from untagged_llm.sdks import registry

    known = registry()
    for root in sorted(known.roots, key=len, reverse=True):
        if root in kind.lower():
            row = known.client_named(f"{root}.{kind}")
            if row is not None and f"{root}.{kind}" in row.names:
                return f"{root}.{kind}"
    return ""
