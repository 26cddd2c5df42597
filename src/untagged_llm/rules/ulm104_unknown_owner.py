"""## What it does

Reports an ownership value that the catalog (or `values` in the configuration) does not have, and
suggests the nearest that it has. Values that are only known at run time are not judged.

## Why is this bad

`Growth` and `growth` are two rows of a cost report, and `grwoth` is a team that nobody can ask.

## Example

With `values.team_id = ["growth", "search"]`:

```python
from openai import OpenAI

client = OpenAI(
    default_headers={
        "x-owner-team": "Growth",
        "x-owner-service": "mailer",
        "x-owner-project": "p-104",
    },
)
```

## Use instead

```python
from openai import OpenAI

client = OpenAI(
    default_headers={
        "x-owner-team": "growth",
        "x-owner-service": "mailer",
        "x-owner-project": "p-104",
    },
)
```

## Options

- `values`: the values that a key may have.
- `catalog`: files that say who may own: `owners.toml`, `catalog-info.yaml`, `CODEOWNERS`.

## Fix safety

The nearest name of the catalog can be written in its place. That is unsafe: it changes who pays,
and only you know that the name was a slip.

## References

- [Configuration](../configuration.md)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.model import Related
from untagged_llm.rules.owners import nearest_owner, unknown_owner
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Judged, Site, Tag
    from untagged_llm.rules.context import Context


def _problems(context: Context) -> Iterator[Problem]:
    seen = set()
    for judged in context.judged:
        for key, value in judged.ownership.tags.items():
            tag = _written(judged.site, value, context) if value else None
            if (
                tag
                and value
                and (tag.place, key) not in seen
                and unknown_owner(key, value, context)
            ):
                seen.add((tag.place, key))
                yield _problem(judged, key, value, tag, context)


def _problem(judged: Judged, key: str, value: str, tag: Tag, context: Context) -> Problem:
    message = f"{key} {value!r} is in no catalog{_suggestion(key, value, context)}"
    if tag.place.path == context.path:
        return Problem(judged, message, tag.place.range)
    return Problem(judged, message, related=(Related(tag.place, "written here"),))


def _suggestion(key: str, value: str, context: Context) -> str:
    nearest = nearest_owner(key, value, context)
    return f": write {nearest!r}" if nearest else ": add it there, or name an owner that is"


def _written(site: Site, value: str, context: Context) -> Tag | None:
    """Where the value stands, unless it is the construction's and reported there."""
    pairs = [(use, tag) for use in site.carriers for tag in use.tags if tag.value is not None]
    exact = [(use, tag) for use, tag in pairs if tag.value == value]
    packed = [(use, tag) for use, tag in pairs if value in str(tag.value)]
    for use, tag in (*exact, *packed):
        return None if _reported_at_client(site, use.level, context) else tag
    return None


def _reported_at_client(site: Site, level: str, context: Context) -> bool:
    known = site.client_site_id is not None and context.construct(site.client_site_id) is not None
    return site.kind == "call" and level == "construct" and known


RULE = Rule(
    code="ULM104",
    name="unknown-owner",
    summary="Ownership value is not in the catalog",
    default=True,
    fixable=True,
    problems=_problems,
)
