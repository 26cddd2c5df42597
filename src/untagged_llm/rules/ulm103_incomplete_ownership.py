"""## What it does

Reports a client or a call that says part of who owns it, and names the required keys that are
missing. Which of the two is reported follows the same rules as [ULM101] and [ULM102].

## Why is this bad

Costs with half an owner roll up to half a report: the team is known and the project that must
pay is not.

## Example

```python
from openai import OpenAI

client = OpenAI(default_headers={"x-owner-team": "search"})
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
- `spellings`: other names of a key in your code.
- `enforce`: where the tags must be given.

## Fix safety

A fix is safe when every value stands in one source and the request differs by the tags alone. It
is unsafe when a value is only likely, when it had to be fitted to what the carrier takes, or when
a `**` mapping may already hold the argument. Without a value, or with several, the site is left
alone. [Fixing](../fixing.md) has the sources. What is already there is never rewritten.

## References

- [ULM101](ULM101.md) untagged-client
- [ULM102](ULM102.md) untagged-call

[ULM101]: ULM101.md
[ULM102]: ULM102.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.enforcement import blamed
from untagged_llm.rules.mend import mend
from untagged_llm.rules.naming import built_here, called, listed
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Status
    from untagged_llm.rules.context import Context


PARTIAL: frozenset[Status] = frozenset({"partial"})


def _problems(context: Context) -> Iterator[Problem]:
    for judged in (*blamed(context, "construct", PARTIAL), *blamed(context, "call", PARTIAL)):
        lack = listed(judged.ownership.missing, "or")
        message = f"{called(judged.site)} has no {lack}: {mend(judged, context)}"
        related = built_here(judged, context.policy.required)
        yield Problem(judged, message, related=related, missing=judged.ownership.missing)


RULE = Rule(
    code="ULM103",
    name="incomplete-ownership",
    summary="Owner of a client or call lacks required keys",
    default=True,
    fixable=True,
    problems=_problems,
)
