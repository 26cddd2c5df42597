"""## What it does

Reports a client or a call whose tags come out of a mapping that the checker cannot see into: a
`**kwargs`, a parameter, the result of a call. They may be there; nothing proves it.

## Why is this bad

It need not be. The rule is for those who want every owner to be provable from the source, and is
therefore off by default; `unverifiable` sites are counted in the summary either way.

## Example

```python
from openai import OpenAI


def build(headers: dict[str, str]) -> OpenAI:
    return OpenAI(default_headers=headers)
```

## Use instead

```python
from openai import OpenAI


def build(extra: dict[str, str]) -> OpenAI:
    return OpenAI(
        default_headers={
            **extra,
            "x-owner-team": "search",
            "x-owner-service": "qa",
            "x-owner-project": "p-104",
        },
    )
```

## Options

- `required`: the keys that make an owner.

## Fix safety

There is no automatic fix.

## References

- [ULM101](ULM101.md) untagged-client
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.naming import called, listed
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import CarrierUse, Judged, Site
    from untagged_llm.rules.context import Context


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        if judged.ownership.status == "unverifiable" and not _client_says_so(judged, context):
            keys = listed(judged.ownership.missing, "or")
            message = f"{called(judged.site)} may lack {keys}{_why(judged.site)}"
            message = f"{message}: {_mend(judged.site)}"
            yield Problem(judged, message, missing=judged.ownership.missing)


def _client_says_so(judged: Judged, context: Context) -> bool:
    site_id = judged.site.client_site_id
    client = context.construct(site_id) if site_id else None
    return client is not None and client.ownership.status == "unverifiable"


def _mend(site: Site) -> str:
    opened = _opened(site)
    if site.kind == "call" and opened is not None and opened.level == "construct":
        return "tag this call, or its client where that is built"
    return "spell the keys out"


def _opened(site: Site) -> CarrierUse | None:
    """What hides the keys; carriers of the site itself come first."""
    return next((use for use in site.carriers if use.open and use.why_open), None)


def _why(site: Site) -> str:
    opened = _opened(site)
    if opened is None:
        return ""
    param = "**" if opened.param.startswith("*") else opened.param
    return f" ({param}: {opened.why_open.removeprefix('**: ')})"


RULE = Rule(
    code="ULM105",
    name="unverifiable-ownership",
    summary="Ownership comes from a mapping that cannot be seen into",
    default=False,
    problems=_problems,
)
