"""LangChain: tags and meters the provider's own client inside a model.

There every attempt is seen, whichever chain, agent or graph the model runs in. Ownership that a
run has in its `metadata`, which LangChain keeps to itself, is put onto the request as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.errors import TagError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CLIENTS = ("root_client", "root_async_client", "_client", "_async_client", "client")
_SDKS = ("openai", "anthropic", "google", "groq", "mistralai", "cohere", "botocore", "ollama")
_INSIDE = ("bound", "llm", "first", "last", "steps", "middle")


def tag(thing: Any, tags: Mapping[str, str]) -> Any:
    """The same model, or chain of models, owned.

    Raises:
        TagError: no model inside has a client that can be tagged.
    """
    models = list(_models(thing))
    clients = [client for model in models for client in _clients(model)]
    if not clients:
        kind = type(thing).__qualname__
        raise TagError(f"{kind} has no client to tag: use `with owner(...)` around its calls")
    from untagged_llm.runtime.tagging import tag as tag_client

    for client in clients:
        tag_client(client, **tags)
    for model in models:
        _listen(model)
    return thing


def _models(thing: Any) -> Iterator[Any]:
    """The models of a chain: of its steps, and of what is bound to arguments."""
    if hasattr(thing, "_llm_type") or hasattr(thing, "embed_query"):
        yield thing
        return
    for name in _INSIDE:
        inner = getattr(thing, name, None)
        for each in inner if isinstance(inner, list) else [inner] if inner is not None else []:
            yield from _models(each)


def _clients(model: Any) -> Iterator[Any]:
    for name in _CLIENTS:
        client = getattr(model, name, None)
        if client is not None and type(client).__module__.partition(".")[0] in _SDKS:
            yield client


def _listen(model: Any) -> None:
    """Hear of each run of the model, once."""
    from untagged_llm.runtime.adapters.langchain_callback import MetadataOwner

    given = getattr(model, "callbacks", None)
    if isinstance(given, list) or (given is None and hasattr(model, "callbacks")):
        others = [each for each in given or () if not isinstance(each, MetadataOwner)]
        model.callbacks = [*others, MetadataOwner()]
