"""`tag(client, team_id="search")`: the same client, with an owner on all that it sends."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from untagged_llm.runtime.configuration import configuration
from untagged_llm.runtime.recorder import recorder
from untagged_llm.runtime.terms import terms, terms_of

C = TypeVar("C")

# SDKs that do not send through httpx, or that want to be told in their own way: a module in
# adapters/ with `tag(client, tags)` each.
_ADAPTERS = {
    "botocore": "botocore",
    "aiobotocore": "aiobotocore",
    "litellm": "litellm",
    "langchain_core": "langchain",
    "agents": "openai_agents",
}


def tag(client: C, /, **tags: object) -> C:
    """Give `client` an owner: `client = tag(OpenAI(), team_id="search", service_name="qa")`.

    The client comes back as the object it is. All that it sends from then on, and all that is
    derived from it (`with_options`, `copy`), carries these tags, and its usage is recorded.
    Tagging it again adds to them.

    Raises:
        TagError: the policy knows no such tag.
        ConfigError: the configuration is wrong.
        TypeError: it is no client that can be tagged; the text says what can.
    """
    terms_of(configuration())
    # Made now, most likely in the main thread: only there can it catch signals.
    recorder()
    given = terms().read(tags)
    adapter = _adapter(client)
    if adapter is not None:
        tagged: C = import_module(f"untagged_llm.runtime.adapters.{adapter}").tag(client, given)
        return tagged
    from untagged_llm.runtime.http.tagging import tag_http

    if not tag_http(client, given):
        raise TypeError(_no_client(client))
    return client


def _adapter(client: object) -> str | None:
    if isinstance(client, ModuleType):
        return _ADAPTERS.get(client.__name__.partition(".")[0])
    for kind in type(client).__mro__:
        adapter = _ADAPTERS.get(kind.__module__.partition(".")[0])
        if adapter is not None:
            return adapter
    return None


def _no_client(client: object) -> str:
    what = f"the module {client.__name__}" if isinstance(client, ModuleType) else _named(client)
    return (
        f"tag() found no HTTP client in {what}: give it an SDK's client (OpenAI(), Anthropic(), "
        "genai.Client(), boto3.client('bedrock-runtime'), ...)"
    )


def _named(client: object) -> str:
    kind = type(client)
    return (
        f"a {kind.__module__}.{kind.__qualname__}" if kind.__module__ in sys.modules else repr(kind)
    )
