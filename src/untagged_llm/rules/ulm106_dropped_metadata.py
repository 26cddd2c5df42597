"""## What it does

Reports metadata that will not arrive as written: a parameter that the provider rejects or ignores
(`metadata=` of Anthropic messages holds only `user_id`), a condition that is not met (OpenAI chat
`metadata=` needs `store=True`), too many pairs, too long or ill-spelt keys and values, a header
with a line break or characters outside ASCII, and tags that never leave the process (LangChain
`metadata=`) where nothing else says who owns the request.

## Why is this bad

The code looks owned and the bill is not. Some of these fail with HTTP 400 in production only.

## Example

```python
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-5.4-mini",
    messages=[],
    metadata={"team_id": "search", "service_name": "qa", "project_id": "p-104"},
)
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-5.4-mini",
    messages=[],
    extra_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p-104"},
)
```

## Options

- `accept`: name `local-trace` there when tags that stay in the process are enough for you.

## Fix safety

Ownership tags move to a carrier that works. That is unsafe when the argument that loses them
reached the provider; where the metadata never left the process it stays, the working carrier is
added, and the fix is as safe as that of [ULM101](ULM101.md). `store=True` is never added: it
changes what the provider keeps.

## References

- [OpenAI: create chat completion](https://platform.openai.com/docs/api-reference/chat/create)
- [Anthropic: messages](https://docs.anthropic.com/en/api/messages)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.acceptance import objections, refused
from untagged_llm.rules.mend import mend
from untagged_llm.rules.naming import called
from untagged_llm.rules.rows import carrier_of
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Judged, Place, Range
    from untagged_llm.rules.context import Context

OWN_LEVELS = {
    "construct": frozenset({"construct", "module"}),
    "call": frozenset({"call", "derive"}),
}


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        yield from _refused(judged, context)
        yield from _objections(judged, context)
        yield from _local(judged, context)


def _refused(judged: Judged, context: Context) -> Iterator[Problem]:
    for place, why in refused(judged.site, context.settings):
        message = f"{called(judged.site)} {why}"
        yield Problem(judged, message, _here(place, context))


def _objections(judged: Judged, context: Context) -> Iterator[Problem]:
    for use in judged.site.carriers:
        row = carrier_of(use, context.settings)
        if use.level in OWN_LEVELS[judged.site.kind]:
            for place, why in objections(use, row, judged.site):
                yield Problem(judged, f"{use.param} {why}", _here(place, context))


def _local(judged: Judged, context: Context) -> Iterator[Problem]:
    if judged.ownership.status != "traced-only":
        return
    for use in judged.site.carriers:
        own = use.level in OWN_LEVELS[judged.site.kind]
        if own and use.reach == "local-trace" and use.tags:
            message = f"{use.param} of {called(judged.site)} never leaves this process"
            message = f"{message}: {mend(judged, context)}"
            yield Problem(judged, message, _here(use.value_place, context))


def _here(place: Place, context: Context) -> Range | None:
    return place.range if place.path == context.path else None


RULE = Rule(
    code="ULM106",
    name="dropped-metadata",
    summary="Metadata is dropped, rejected or limited by the provider",
    default=True,
    fixable=True,
    problems=_problems,
)
