"""## What it does

Reports clients of different services, or of different projects of a repository, that read their key
from the same environment variable. A client that names no key reads its SDK's default variable.

## Why is this bad

Providers bill by key and by project. One key for two services merges their bills, and neither
can be capped or revoked alone.

## Example

```python
import os

from openai import OpenAI

search = OpenAI(
    api_key=os.environ["LLM_KEY"],
    default_headers={"x-owner-team": "a", "x-owner-service": "search", "x-owner-project": "p1"},
)
mailer = OpenAI(
    api_key=os.environ["LLM_KEY"],
    default_headers={"x-owner-team": "b", "x-owner-service": "mailer", "x-owner-project": "p2"},
)
```

## Use instead

```python
import os

from openai import OpenAI

search = OpenAI(
    api_key=os.environ["SEARCH_LLM_KEY"],
    default_headers={"x-owner-team": "a", "x-owner-service": "search", "x-owner-project": "p1"},
)
mailer = OpenAI(
    api_key=os.environ["MAILER_LLM_KEY"],
    default_headers={"x-owner-team": "b", "x-owner-service": "mailer", "x-owner-project": "p2"},
)
```

## Options

- `extend-select = ["ULM202"]` turns the rule on.

## Fix safety

There is no automatic fix: the second key has to be made first.

## References

- [ULM201](ULM201.md) hard-coded-key
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.model import Place, Related
from untagged_llm.rules.naming import listed
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Judged, Site
    from untagged_llm.rules.context import Context

DEFAULTS = {
    ("openai", "client"): "OPENAI_API_KEY",
    ("anthropic", "client"): "ANTHROPIC_API_KEY",
    ("groq", "client"): "GROQ_API_KEY",
    ("together", "client"): "TOGETHER_API_KEY",
    ("cohere", "client"): "CO_API_KEY",
    ("mistralai", "client"): "MISTRAL_API_KEY",
    ("langchain_openai", "chat"): "OPENAI_API_KEY",
    ("langchain_openai", "embeddings"): "OPENAI_API_KEY",
    ("langchain_anthropic", "chat"): "ANTHROPIC_API_KEY",
}
"""The environment variable that a client reads when it is given no key."""
INSTEAD = frozenset(
    {
        "auth_token",
        "azure_ad_token",
        "azure_ad_token_provider",
        "credential",
        "credentials",
        "workload_identity",
    }
)
"""Arguments that take the place of a key."""
SHOWN = 3


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        variable = _variable(judged.site)
        users = [each for each in context.project if variable and _variable(each.site) == variable]
        if variable and (others := _strangers(judged, users)):
            sharers = _named({_user(each) for each in (judged, *others)})
            message = f"{variable} is the key of {sharers}, whose bills merge: give each its own"
            yield Problem(judged, message, related=_read_there(others))


def _variable(site: Site) -> str | None:
    if site.kind != "construct" or site.open_arguments:
        return None
    given = [arg for name, arg in site.arguments.items() if name.endswith("api_key")]
    if given:
        return given[0].value if given[0].kind == "env" else None
    if not INSTEAD.isdisjoint(site.arguments):
        return None
    return None if site.base_url else DEFAULTS.get((site.sdk, site.client_id))


def _strangers(judged: Judged, users: list[Judged]) -> list[Judged]:
    """The users of the same key that belong to somebody else."""
    return [each for each in users if _differ(judged, each)]


def _differ(one: Judged, two: Judged) -> bool:
    services = {_service(one), _service(two)}
    if None not in services and len(services) == 2:
        return True
    return one.site.path != two.site.path and _root(one) != _root(two)


def _service(judged: Judged) -> str | None:
    return judged.ownership.tags.get("service_name")


def _root(judged: Judged) -> Path:
    from untagged_llm.policy import settings_for

    return settings_for(Path(judged.site.path)).root


def _user(judged: Judged) -> str:
    return _service(judged) or _root(judged).name or judged.site.path


def _named(users: set[str]) -> str:
    names = sorted(users)
    if len(names) > SHOWN:
        names = [*names[:SHOWN], f"{len(names) - SHOWN} more"]
    return listed(names)


def _read_there(others: list[Judged]) -> tuple[Related, ...]:
    places = {Place(each.site.path, each.site.range): _user(each) for each in others}
    return tuple(Related(place, f"read here for {user}") for place, user in places.items())


RULE = Rule(
    code="ULM202",
    name="shared-key",
    summary="One key serves several services",
    default=False,
    problems=_problems,
)
