"""## What it does

Reports a token count made with tiktoken or the like after a call, in the same function, whose
response says how many tokens it used. A count before the call, to fit a limit, is left alone.

## Why is this bad

An estimate knows nothing of system prompts, tools, images, cached and reasoning tokens. Costs
computed from it do not add up to the bill.

## Example

```python
import tiktoken
from openai import OpenAI

client = OpenAI()


def ask(question: str) -> int:
    client.responses.create(model="gpt-5.4-mini", input=question)
    return len(tiktoken.get_encoding("o200k_base").encode(question))
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()


def ask(question: str) -> int:
    response = client.responses.create(model="gpt-5.4-mini", input=question)
    return response.usage.input_tokens
```

## Options

- `extend-select = ["ULM303"]` turns the rule on.

## Fix safety

There is no automatic fix.

## References

- [ULM301](ULM301.md) stream-without-usage
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.naming import called
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.rules.context import Context


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        estimate = judged.site.token_estimate
        if estimate is not None and estimate.range.line > judged.site.range.line:
            here = estimate.range if estimate.path == context.path else None
            message = f"tokens are estimated although {called(judged.site)} reports them"
            yield Problem(judged, f"{message}: read the response's usage", here)


RULE = Rule(
    code="ULM303",
    name="token-estimate",
    summary="Tokens are estimated where the response reports them",
    default=False,
    problems=_problems,
)
