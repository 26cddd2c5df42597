"""## What it does

Reports a suppression that silences nothing, one whose `until=` date has passed, and, where the
policy requires reasons, one that gives none. A bare `# noqa` is never reported.

## Why is this bad

A suppression outlives the finding it was written for. It then hides the next finding on that line,
which nobody has decided to accept.

## Example

```python
from openai import OpenAI

client = OpenAI(
    default_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p1"},
)  # untagged: ignore[ULM101] until=2026-01-31 waiting for the gateway
```

## Use instead

```python
from openai import OpenAI

client = OpenAI(
    default_headers={"x-owner-team": "search", "x-owner-service": "qa", "x-owner-project": "p1"},
)
```

## Options

- `require-reason`: a suppression of ours must say why.

## Fix safety

There is no automatic fix.

## References

- [Suppressing findings](../output.md)
"""

from untagged_llm.rules.rule import Rule, emitted_elsewhere

RULE = Rule(
    code="ULM001",
    name="unused-suppression",
    summary="Suppression silences nothing, has expired, or gives no reason",
    default=True,
    problems=emitted_elsewhere,
)
