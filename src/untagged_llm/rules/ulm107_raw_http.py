"""## What it does

Reports a request that goes to a provider's endpoint with a plain HTTP library.

## Why is this bad

Such a request bypasses the SDK, and with it the default headers, the gateway, the retries and the
usage accounting that the project set up. It is the request that cost reports forget.

## Example

```python
import requests

requests.post(
    "https://api.openai.com/v1/chat/completions",
    json={"model": "gpt-5.4-mini", "messages": []},
)
```

## Use instead

```python
from openai import OpenAI

client = OpenAI(
    default_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p-104"},
)
client.chat.completions.create(model="gpt-5.4-mini", messages=[])
```

## Options

- `gateway-url`: a request that goes there is not reported.
- `per-file-ignores`: for the module that is your gateway.

## Fix safety

There is no automatic fix. An SDK's client retries, times out and fails in its own way, and returns
objects where the code around the call reads a response's JSON: the edit would not end at the call.
What `fix` can do is name the owner in the request's headers, which mends [ULM102](ULM102.md).

## References

- [ULM102](ULM102.md) untagged-call
- [ULM108](ULM108.md) gateway-bypass
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.naming import called, host_of
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.rules.context import Context


def _problems(context: Context) -> Iterator[Problem]:
    gateway = host_of(context.settings.gateway_url or "")
    for judged in context.judged:
        site = judged.site
        if site.sdk == "raw-http" and not (gateway and host_of(site.base_url or "") == gateway):
            where = "a provider" if site.client_id else "an LLM server"
            message = f"{called(site)} goes to {where} by plain HTTP: use its SDK"
            yield Problem(judged, f"{message} or your gateway's client")


RULE = Rule(
    code="ULM107",
    name="raw-http",
    summary="Plain HTTP request to an LLM provider",
    default=True,
    problems=_problems,
)
