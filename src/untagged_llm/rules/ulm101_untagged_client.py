"""## What it does

Reports the construction of an LLM client that says nothing about who owns its requests, although
the client could carry it. A client whose every call brings its own tags is left alone, and so is
one whose SDK has no place for tags at construction: there the calls answer.

## Why is this bad

Every request of this client lands on the bill as "somebody". When the invoice doubles, the team
that caused it cannot be found, and a shared key tells nothing.

## Example

```python
from openai import OpenAI

client = OpenAI()
```

## Use instead

```python
from openai import OpenAI

client = OpenAI(
    default_headers={
        "x-owner-team": "search",
        "x-owner-service": "query-rewriter",
        "x-owner-project": "p-104",
    },
)
```

## Options

- `required`: the keys that make an owner.
- `accept`: how far a carrier must reach to count.
- `enforce`: `"client"` wants the tags here, `"call"` never reports a construction.

## Fix safety

A fix is safe when every value stands in one source and the request differs by the tags alone. It
is unsafe when a value is only likely, when it had to be fitted to what the carrier takes, or when
a `**` mapping may already hold the argument. Without a value, or with several, the site is left
alone. [Fixing](../fixing.md) has the sources.

## References

- [ULM102](ULM102.md) untagged-call
- [ULM103](ULM103.md) incomplete-ownership
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.enforcement import blamed
from untagged_llm.rules.mend import mend
from untagged_llm.rules.naming import called, lack
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.rules.context import Context


def _problems(context: Context) -> Iterator[Problem]:
    for judged in blamed(context, "construct", frozenset({"unowned", "traced-only"})):
        message = f"{called(judged.site)} {lack(judged)}: {mend(judged, context)}"
        yield Problem(judged, message, missing=judged.ownership.missing)


RULE = Rule(
    code="ULM101",
    name="untagged-client",
    summary="LLM client is built without an owner",
    default=True,
    fixable=True,
    problems=_problems,
)
