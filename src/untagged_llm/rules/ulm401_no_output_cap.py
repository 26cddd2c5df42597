"""## What it does

Reports a text-generating call that sets no limit on the tokens it may produce, neither itself nor
in its client.

## Why is this bad

Output tokens are the dear ones. A prompt that makes the model ramble, or a loop that never ends,
costs until the model's own limit.

## Example

```python
from openai import OpenAI

client = OpenAI()
client.responses.create(model="gpt-5.4-mini", input="Hello")
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()
client.responses.create(model="gpt-5.4-mini", input="Hello", max_output_tokens=400)
```

## Options

- `extend-select = ["ULM401"]` turns the rule on.

## Fix safety

There is no automatic fix: the limit has to be chosen.

## References

- [OpenAI: create response](https://platform.openai.com/docs/api-reference/responses/create)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.caps import ALWAYS_CAPPED, CAPS, HOLDERS, cap_for
from untagged_llm.rules.naming import called
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Judged, Site
    from untagged_llm.rules.context import Context

GENERATING = frozenset({"chat", "responses", "completion"})
OPAQUE = {"invoke_model", "invoke_model_with_response_stream", "post"}
"""Calls whose cap is inside a body."""


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        if _generates(judged.site) and not _capped(judged, context):
            message = f"{called(judged.site)} sets no limit on its output"
            yield Problem(judged, f"{message}: {cap_for(judged.site, context)}")


def _generates(site: Site) -> bool:
    last = site.callable.rpartition(".")[2]
    generates = site.kind == "call" and site.call_kind in GENERATING and last not in OPAQUE
    return generates and site.sdk not in ALWAYS_CAPPED


def _capped(judged: Judged, context: Context) -> bool:
    site = judged.site
    if site.open_arguments or site.sdk == "raw-http" or _client_unseen(site, context):
        return True
    return any(_caps(name, site) for name in site.arguments)


def _caps(name: str, site: Site) -> bool:
    last = name.rpartition(".")[2]
    may_hold = last in HOLDERS and site.arguments[name].kind == "dynamic" and last != "input"
    return last in CAPS or may_hold


def _client_unseen(site: Site, context: Context) -> bool:
    """A framework's model takes the cap at construction: unknown when that is not in sight."""
    client = context.construct(site.client_site_id) if site.client_site_id else None
    if client is not None:
        return client.site.open_arguments
    return site.client_id != "module" and site.sdk not in ("openai", "bedrock")


RULE = Rule(
    code="ULM401",
    name="no-output-cap",
    summary="Call sets no limit on output tokens",
    default=False,
    problems=_problems,
)
