"""openai-agents: tags and meters the OpenAI client that a model asks with.

Agents, models, providers and run configurations can be tagged. Every attempt is seen where it
leaves the process, so tools, handoffs and the SDK's own retries change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.errors import TagError

if TYPE_CHECKING:
    from collections.abc import Mapping


def tag(thing: Any, tags: Mapping[str, str]) -> Any:
    """The same agent, model, provider or run configuration, owned.

    An agent whose model is only a name gets the model of that name from the SDK's default
    provider; to keep another provider, tag that one.

    Raises:
        TagError: its model is asked by something that has no client to tag.
    """
    from agents import Agent, RunConfig
    from agents.models.interface import Model, ModelProvider

    if isinstance(thing, Model):
        _tag_model(thing, tags)
    elif isinstance(thing, ModelProvider):
        _tag_provider(thing, tags)
    elif isinstance(thing, RunConfig):
        _tag_run(thing, tags)
    elif isinstance(thing, Agent):
        thing.model = _model_of(thing)
        tag(thing.model, tags)
    else:
        raise TagError(f"tag() takes no {type(thing).__qualname__}: tag its agent or its model")
    return thing


def _model_of(agent: Any) -> Any:
    from agents import MultiProvider

    named = agent.model is None or isinstance(agent.model, str)
    return MultiProvider().get_model(agent.model) if named else agent.model


def _tag_model(model: Any, tags: Mapping[str, str]) -> None:
    from untagged_llm.runtime.tagging import tag as tag_client

    if type(model).__module__.endswith("litellm_model"):
        import litellm

        tag_client(litellm, **tags)
        return
    get_client = getattr(model, "_get_client", None)
    if get_client is None:
        kind = type(model).__qualname__
        raise TagError(f"{kind} has no OpenAI client to tag: use `with owner(...)` around the run")
    tag_client(get_client(), **tags)


def _tag_provider(provider: Any, tags: Mapping[str, str]) -> None:
    """Tag the models as the provider makes them: it may make its client as late as that."""
    get_model = provider.get_model

    def get_tagged_model(name: str | None) -> Any:
        model = get_model(name)
        _tag_model(model, tags)
        return model

    provider.get_model = get_tagged_model


def _tag_run(run: Any, tags: Mapping[str, str]) -> None:
    if run.model is not None and not isinstance(run.model, str):
        _tag_model(run.model, tags)
    _tag_provider(run.model_provider, tags)
