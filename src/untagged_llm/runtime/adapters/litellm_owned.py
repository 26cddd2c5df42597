"""What litellm's HTTP clients know of the request that they carry."""

from __future__ import annotations

from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.given import owner_headers_in
from untagged_llm.runtime.http.owned import Owned
from untagged_llm.runtime.terms import terms
from untagged_llm.runtime.watch import WATCH

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICES = {
    "azure": "azure",
    "azure_ai": "azure",
    "bedrock": "bedrock",
    "gemini": "google_genai",
    "text-completion-openai": "openai",
    "vertex_ai": "vertexai",
    "vertex_ai_beta": "vertexai",
}
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_asked: ContextVar[Mapping[str, Any]] = ContextVar("untagged_llm_litellm", default=_NOTHING)


class LitellmOwned(Owned):
    """The tags of all that litellm sends; whom it asks is another one for each call."""

    __slots__ = ("_given", "is_tagged")

    def __init__(self) -> None:
        self._given: Mapping[str, str] = {}
        self.is_tagged = False
        super().__init__({}, "litellm", "", "litellm")

    def add(self, tags: Mapping[str, str]) -> None:
        """More tags of `tag(litellm)`, for the clients that exist already too."""
        self._given, self.is_tagged = {**self._given, **tags}, True

    def clear(self) -> None:
        """Not tagged any more."""
        self._given, self.is_tagged = {}, False

    def holds(self) -> bool:
        """Whether what litellm sends here and now is looked after."""
        return self.is_tagged or WATCH.holds()

    def owned(self, headers: Mapping[bytes, bytes]) -> LitellmOwned | None:
        """Itself with the tags of now, where litellm is looked after."""
        if not self.holds():
            return None
        tags = {**WATCH.tags, **self._given}
        if tags != self.tags:
            self.tags, self._last = tags, None
        return self

    @property
    def service(self) -> str:
        """The provider of the call that is under way here, as the registry calls it."""
        asked = _asked.get()
        name = asked.get("custom_llm_provider") or _provider_of(asked)
        return _SERVICES.get(name, name)

    @service.setter
    def service(self, value: str) -> None:
        """It follows from the call."""


OWNED = LitellmOwned()


def called(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, str]:
    """Note a call, and give the owner that it names itself: in `metadata=` or in headers."""
    model = args[0] if args and isinstance(args[0], str) else None
    _asked.set({"model": model, **kwargs})
    vocabulary = terms().vocabulary
    found: dict[str, str] = {}
    for field in ("metadata", "litellm_metadata"):
        given = kwargs.get(field)
        for name, value in given.items() if isinstance(given, dict) else ():
            key = vocabulary.canonical(name)
            if key is not None and value:
                found[key] = str(value)
    return {**found, **owner_headers_in(_raw(kwargs.get("extra_headers")))}


def asks(provider: str) -> None:
    """Note which provider the call that is under way asks, as litellm found it."""
    _asked.set({**_asked.get(), "custom_llm_provider": provider})


def _raw(headers: object) -> list[tuple[bytes, bytes]]:
    pairs = headers.items() if isinstance(headers, dict) else ()
    return [(str(name).lower().encode(), str(value).encode()) for name, value in pairs]


def _provider_of(asked: Mapping[str, Any]) -> str:
    """litellm's own word on which provider a model's name means."""
    import litellm

    try:
        _, provider, _, _ = litellm.get_llm_provider(
            model=str(asked.get("model") or ""), api_base=asked.get("api_base")
        )
    except Exception:
        return ""
    return str(provider)
