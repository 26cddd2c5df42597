"""LangChain: tags and meters the provider's own client inside a model.

There every attempt is seen, whichever chain, agent or graph the model runs in. Ownership that a
run has in its `metadata`, which LangChain keeps to itself, is put onto the request as well. A
model whose client cannot be reached is metered by the callback handler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.errors import TagError
from untagged_llm.runtime.http.client import owned_by
from untagged_llm.runtime.http.finding import http_clients
from untagged_llm.runtime.sites import client_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CLIENTS = ("root_client", "root_async_client", "_client", "_async_client", "client")
_SDKS = ("openai", "anthropic", "google", "groq", "mistralai", "cohere", "botocore", "ollama")
_INSIDE = ("bound", "first", "middle", "last", "runnable", "fallbacks")


def tag(thing: Any, tags: Mapping[str, str]) -> Any:
    """The same model, or chain of models, owned.

    Raises:
        TagError: there is no model inside.
    """
    models = list(_models(thing))
    if not models:
        kind = type(thing).__qualname__
        raise TagError(f"there is no model in this {kind}: tag the model that it asks")
    for model in models:
        _tag_clients(model, tags)
        _listen(model, tags)
    return thing


def _tag_clients(model: Any, tags: Mapping[str, str]) -> None:
    from untagged_llm.runtime.tagging import tag as tag_client

    for client in _clients(model):
        tag_client(client, **tags)
        _name(client, client_name(type(model)))


def _name(client: Any, name: str) -> None:
    """The application calls the model, not the client inside: so does the checker's site id."""
    for kept in http_clients(client):
        owned = owned_by(kept.client)
        if owned is not None and name:
            owned.client = name


def _models(thing: Any) -> Iterator[Any]:
    """The models of a chain: of its steps, and of what is bound to arguments."""
    fields = getattr(type(thing), "model_fields", {})
    inner = [getattr(thing, name) for name in _INSIDE if name in fields]
    if not inner and (hasattr(thing, "_llm_type") or hasattr(thing, "embed_query")):
        yield thing
    for each in inner:
        for part in each if isinstance(each, list) else [each]:
            yield from _models(part)


def _clients(model: Any) -> Iterator[Any]:
    for name in _CLIENTS:
        client = getattr(model, name, None)
        if client is not None and type(client).__module__.partition(".")[0] in _SDKS:
            yield client


def _listen(model: Any, tags: Mapping[str, str]) -> None:
    """Hear of each run of the model, once."""
    from untagged_llm.runtime.adapters.langchain_callback import OwnerCallback

    given = getattr(model, "callbacks", None)
    if isinstance(given, list) or (given is None and hasattr(model, "callbacks")):
        others = [each for each in given or () if not isinstance(each, OwnerCallback)]
        model.callbacks = [*others, OwnerCallback(**tags)]
