"""## What it does

Reports a call that something outside its SDK repeats (tenacity, backoff, a hand-written loop) while
the SDK retries on its own as well.

## Why is this bad

Retries multiply: five attempts around a client that makes three are fifteen requests, each of
which may be billed. A timeout that is too short has turned such a loop into thousands of dollars.

## Example

```python
from openai import OpenAI
from tenacity import retry, stop_after_attempt

client = OpenAI()


@retry(stop=stop_after_attempt(5))
def ask(question: str) -> str:
    return client.responses.create(model="gpt-5.4-mini", input=question).output_text
```

## Use instead

```python
from openai import OpenAI
from tenacity import retry, stop_after_attempt

client = OpenAI(max_retries=0)


@retry(stop=stop_after_attempt(5))
def ask(question: str) -> str:
    return client.responses.create(model="gpt-5.4-mini", input=question).output_text
```

## Options

- `extend-select = ["ULM402"]` turns the rule on.

## Fix safety

There is no automatic fix: which of the two retries should stay is a choice.

## References

- [ULM401](ULM401.md) no-output-cap
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from untagged_llm.model import Related
from untagged_llm.rules.naming import called
from untagged_llm.rules.rows import sdk_of
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Argument, Site
    from untagged_llm.policy.settings import Settings
    from untagged_llm.rules.context import Context

NAMES = ("max_retries", "num_retries", "client.max_retries", "client.num_retries")
DEFAULT = re.compile(r"(max_retries|num_retries|retry_count)(?:=| \()(\d+)")


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        retry = judged.site.retry
        own = _own_retries(judged.site, context.settings) if retry else None
        if retry and own:
            message = f"{called(judged.site)} retries itself ({own}) inside {retry.by}"
            related = (Related(retry.place, "repeated from here"),)
            yield Problem(judged, f"{message}: set one of them to 0", related=related)


def _own_retries(site: Site, settings: Settings) -> str | None:
    """How the SDK retries ("max_retries=2"), None when it does not or nobody can tell."""
    for name in NAMES:
        if name in site.arguments:
            return _spelt(name, site.arguments[name])
    unseen = site.client is None and site.client_id != "module"
    if unseen or site.open_arguments or _is_derived(site):
        return None
    return _default(site, settings)


def _is_derived(site: Site) -> bool:
    """Whether the client was changed on the way, perhaps by `with_options(max_retries=0)`."""
    return any(step.note.startswith("derived by ") for step in site.trace)


def _spelt(name: str, argument: Argument) -> str | None:
    positive = argument.kind == "literal" and argument.value not in ("0", "None")
    return f"{name.rpartition('.')[2]}={argument.value}" if positive else None


def _default(site: Site, settings: Settings) -> str | None:
    sdk = sdk_of(site, settings)
    found = DEFAULT.search(sdk.retry) if sdk else None
    return f"{found[1]}={found[2]} by default" if found and found[2] != "0" else None


RULE = Rule(
    code="ULM402",
    name="stacked-retries",
    summary="Retries are stacked on the SDK's own retries",
    default=False,
    problems=_problems,
)
