"""## What it does

Where the configuration declares `gateway-url`, reports a client (or a module-level call) that does
not go there: its base URL is missing or names another host. A base URL that is only known at run
time is not judged.

## Why is this bad

The gateway is where budgets, keys and ownership are enforced. What goes around it is invisible.

## Example

With `gateway-url = "https://llm.example.com/v1"`:

```python
from openai import OpenAI

client = OpenAI(
    default_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p-104"},
)
```

## Use instead

```python
from openai import OpenAI

client = OpenAI(
    base_url="https://llm.example.com/v1",
    default_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p-104"},
)
```

## Options

- `gateway-url`: where requests must go. Without it the rule says nothing.

## Fix safety

There is no automatic fix.

## References

- [Configuration](../configuration.md)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.naming import called, host_of
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Argument, Site
    from untagged_llm.rules.context import Context

PARAMETERS = {
    "bedrock": "endpoint_url",
    "aiobotocore": "endpoint_url",
    "litellm": "api_base",
    "mistralai": "server_url",
    "ollama": "host",
    "cohere": "base_url",
    "google_genai": "http_options.base_url",
}
"""What each SDK calls its base URL, where it is not the `base_url` of the OpenAI-like ones."""

ALIASES = ("base_url", "api_base", "openai_api_base", "anthropic_api_url", "azure_endpoint")


def _problems(context: Context) -> Iterator[Problem]:
    gateway = context.settings.gateway_url
    for judged in context.judged if gateway else ():
        parameter = _parameter(judged.site)
        if gateway and parameter and _bypasses(judged.site, parameter, gateway):
            message = f"{called(judged.site)} {_goes(_url(judged.site, parameter))}"
            mend = f"pass {_written(parameter, gateway)}"
            yield Problem(judged, f"{message}, not to the gateway: {mend}")


def _parameter(site: Site) -> str | None:
    """How the site says where to; None when it is no business of the site."""
    if site.kind == "call" and (site.client is not None or site.client_id != "module"):
        return None
    if "azure_endpoint" in site.arguments or site.client_id.startswith("azure"):
        return "azure_endpoint"
    likely = "base_url" if "default_headers" in site.accepts else None
    return PARAMETERS.get(site.sdk, likely)


def _bypasses(site: Site, parameter: str, gateway: str) -> bool:
    if site.open_arguments or any(each.kind != "literal" for each in _given(site, parameter)):
        return False
    return host_of(_url(site, parameter)) != host_of(gateway)


def _given(site: Site, parameter: str) -> list[Argument]:
    return [site.arguments[name] for name in (parameter, *ALIASES) if name in site.arguments]


def _url(site: Site, parameter: str) -> str:
    """Where the site goes, as far as it says; "" for the provider's own address."""
    given = (each.value for each in _given(site, parameter))
    return site.base_url or next(filter(None, given), "")


def _written(parameter: str, gateway: str) -> str:
    name, _, inner = parameter.partition(".")
    return f'{name}={{"{inner}": "{gateway}"}}' if inner else f'{name}="{gateway}"'


def _goes(url: str) -> str:
    return f"goes to {host_of(url)}" if url else "goes straight to the provider"


RULE = Rule(
    code="ULM108",
    name="gateway-bypass",
    summary="Client does not go through the declared gateway",
    default=True,
    problems=_problems,
)
