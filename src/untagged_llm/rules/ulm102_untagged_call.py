"""## What it does

Reports a billable call that carries no ownership: neither the call nor its client, a client derived
from it or the context around it gives any. A call whose client is reported already ([ULM101]) is
not reported again.

## Why is this bad

The call costs money that no team, service or project answers for.

## Example

```python
import litellm

litellm.completion(model="gpt-5.4-mini", messages=[{"role": "user", "content": "Hello"}])
```

## Use instead

```python
import litellm

litellm.completion(
    model="gpt-5.4-mini",
    messages=[{"role": "user", "content": "Hello"}],
    extra_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p-104"},
)
```

## Options

- `required`: the keys that make an owner.
- `accept`: how far a carrier must reach to count.
- `enforce`: `"call"` wants the tags at every call; `"client"` asks calls only when their client is
  unknown or takes no tags.

## Fix safety

A fix is safe when every value stands in one source and the request differs by the tags alone. It
is unsafe when a value is only likely, when it had to be fitted to what the carrier takes, or when
a `**` mapping may already hold the argument. Without a value, or with several, the site is left
alone. [Fixing](../fixing.md) has the sources. Where the call's SDK takes no tags, the fix is `with
owner(...)`, which is unsafe: the code then needs untagged-llm at run time.

## References

- [ULM101](ULM101.md) untagged-client
- [ULM107](ULM107.md) raw-http

[ULM101]: ULM101.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.enforcement import blamed
from untagged_llm.rules.mend import mend
from untagged_llm.rules.naming import built_here, called, lack
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.rules.context import Context


def _problems(context: Context) -> Iterator[Problem]:
    for judged in blamed(context, "call", frozenset({"unowned", "traced-only"})):
        message = f"{called(judged.site)} {lack(judged)}: {mend(judged, context)}"
        related = built_here(judged, context.policy.required)
        yield Problem(judged, message, related=related, missing=judged.ownership.missing)


RULE = Rule(
    code="ULM102",
    name="untagged-call",
    summary="LLM call is made without an owner",
    default=True,
    fixable=True,
    problems=_problems,
)
