"""A local server that answers as the LLM providers do, for whoever tests with the real SDKs.

    with FakeProvider() as provider:
        client = OpenAI(base_url=f"{provider.url()}/v1", api_key="k")
        client.chat.completions.create(model="gpt-5.4-mini", messages=[...])
        provider.requests[-1].headers["x-owner-team"]
        provider.requests[-1].billed.output_tokens

or, as a pytest fixture: `from runtime.provider import provider  # noqa: F401`.

Each `provider.url(*steps)` is a line of its own: its first request is answered by the first step,
the next one by the second, all later ones by the last. `provider.url("429", "ok")` is thus a
request that has to be repeated once. `steps.py` has the steps; "ok" is the default. A second
client on the same url continues where the first one stopped; ask for another url to begin anew.

What goes below a url, for each SDK:

    openai          base_url=f"{url}/v1"
    anthropic       base_url=url
    google-genai    http_options={"base_url": url}
    boto3           endpoint_url=url
    litellm         api_base=f"{url}/v1" (openai/...), api_base=url (anthropic/...)

Every answer bills `provider.billed` (inclusive totals), spelled as that provider spells it.
"""

from __future__ import annotations

from .billed import Billed
from .fixture import provider
from .recorded import Request
from .server import FakeProvider

__all__ = ["Billed", "FakeProvider", "Request", "provider"]
