"""## What it does

Reports a model name that moves (`gpt-latest`, `claude-3-5-sonnet-latest`), that its provider has
switched off by the rate card, or that it is not known to have, and suggests the nearest. Nothing is
said of models behind a gateway, a base URL or Azure, where names are the operator's own.

## Why is this bad

A moving name changes its price and its behaviour without a commit. An unknown one has no price, so
its costs are missing from every report; often it is a typing error that fails in production.

## Example

```python
from openai import OpenAI

client = OpenAI()
client.responses.create(model="gpt-5.4-minni", input="Hello")
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()
client.responses.create(model="gpt-5.4-mini", input="Hello")
```

## Options

- `gateway`, `gateway-url`: where names are the gateway's, the rule says nothing.

## Fix safety

There is no automatic fix.

## References

- [OpenAI: models](https://platform.openai.com/docs/models)
- [Anthropic: models](https://docs.anthropic.com/en/docs/about-claude/models/overview)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.models import models_of
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Judged, Range, Site
    from untagged_llm.rules.context import Context

ELSEWHERE = ("base_url", "api_base", "endpoint", "http_client", "http_options", "provider")
"""Parts of argument names that send a request somewhere else than to the SDK's own provider."""
NAMES = ("model", "model_name", "modelId", "model_id", "deployment_name")


def _problems(context: Context) -> Iterator[Problem]:
    if context.settings.gateway or context.settings.gateway_url:
        return
    for judged in context.judged:
        why = _objection(judged, context)
        if why:
            yield Problem(judged, why, _where(judged.site, context))


def _objection(judged: Judged, context: Context) -> str | None:
    reached = _reached(judged, context)
    if reached is None or judged.site.model is None or _elsewhere(judged.site):
        return None
    models = models_of(reached.sdk, reached.client_id)
    return models.objection(judged.site.model) if models else None


def _reached(judged: Judged, context: Context) -> Site | None:
    """The site whose client gives the model's name its meaning; None when that is unknown."""
    site = judged.site
    if site.kind == "construct" or site.client_id == "module":
        return site
    client = context.construct(site.client_site_id) if site.client_site_id else None
    if client is None or client.site.model == site.model or _elsewhere(client.site):
        return None
    return client.site


def _elsewhere(site: Site) -> bool:
    if site.open_arguments or site.base_url is not None or site.confidence != "resolved":
        return True
    return any(part in name for name in site.arguments for part in ELSEWHERE)


def _where(site: Site, context: Context) -> Range | None:
    given = (site.arguments[name].place for name in NAMES if name in site.arguments)
    return next((place.range for place in given if place.path == context.path), None)


RULE = Rule(
    code="ULM302",
    name="model-alias-or-unknown",
    summary="Model name moves or is unknown",
    default=True,
    problems=_problems,
)
