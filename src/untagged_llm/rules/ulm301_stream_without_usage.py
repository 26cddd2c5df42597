"""## What it does

Reports a streamed call that will end without saying what it used, for the SDKs where usage must be
asked for (`stream_options={"include_usage": True}`).

## Why is this bad

Without usage the cost of the request cannot be known, only estimated; estimates miss cached and
reasoning tokens, which is where the money is.

## Example

```python
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(model="gpt-5.4-mini", messages=[], stream=True)
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()
client.chat.completions.create(
    model="gpt-5.4-mini",
    messages=[],
    stream=True,
    stream_options={"include_usage": True},
)
```

## Options

- `ignore = ["ULM301"]` turns the rule off.

## Fix safety

`stream_options={"include_usage": True}` can be added. That is unsafe: the last chunk then has no
choices, which the code that reads the stream must expect.

## References

- [OpenAI: create chat completion](https://platform.openai.com/docs/api-reference/chat/create)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.naming import called
from untagged_llm.rules.rows import call_row, sdk_of
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Site
    from untagged_llm.policy.settings import Settings
    from untagged_llm.rules.context import Context

ASK = 'stream_options={"include_usage": True}'


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        site = judged.site
        if site.stream and not _asks(site) and _must_ask(site, context.settings):
            yield Problem(judged, f"{called(site)} streams and reports no usage: pass {ASK}")


def _must_ask(site: Site, settings: Settings) -> bool:
    sdk, row = sdk_of(site, settings), call_row(site, settings)
    if sdk is None or row is None or row.usage is None:
        return False
    return "include_usage" in str(sdk.usage[row.usage].get("stream", ""))


def _asks(site: Site) -> bool:
    """Whether usage is asked for, as far as can be seen."""
    inner = site.arguments.get("stream_options.include_usage")
    if inner is not None:
        return inner.kind != "literal" or inner.value == "True"
    outer = site.arguments.get("stream_options")
    return site.open_arguments or (outer is not None and outer.kind in ("dynamic", "env"))


RULE = Rule(
    code="ULM301",
    name="stream-without-usage",
    summary="Streamed call will report no usage",
    default=True,
    fixable=True,
    problems=_problems,
)
