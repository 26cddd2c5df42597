"""## What it does

Reports an API key that stands in the source as a literal. The key itself is never printed.
Placeholders ("your-key-here", "EMPTY") are not keys.

## Why is this bad

Everybody who can read the repository can spend the money, and the key cannot be changed without a
release. It also makes one key serve whoever copies the file.

## Example

```python
from openai import OpenAI

client = OpenAI(api_key="sk-Zq8vN2kR7pLxTbW")
```

## Use instead

```python
import os

from openai import OpenAI

client = OpenAI(api_key=os.environ["SEARCH_OPENAI_API_KEY"])
```

## Options

- `extend-select = ["ULM201"]` turns the rule on.

## Fix safety

There is no automatic fix: a key that was committed must be revoked first.

## References

- [ULM202](ULM202.md) shared-key
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from untagged_llm.rules.naming import called
from untagged_llm.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Place, Site
    from untagged_llm.rules.context import Context

KEY_NAME = re.compile(
    r"(?:^|[._-])(?:api[_-]?key|api[_-]?token|access[_-]?key|subscription[_-]?key|auth[_-]?token"
    r"|secret[_-]?key|aws_secret_access_key|authorization|token)$",
    re.IGNORECASE,
)
KNOWN_PREFIX = re.compile(r"(?:sk-|gsk_|xai-|hf_|r8_|pplx-|nvapi-|fw_|AIza|AKIA)[\w-]{12,}$")
RANDOM = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.-]{24,}$")
PLACEHOLDER = re.compile(
    r"your|example|dummy|fake|test|placeholder|change.?me|insert|redacted|x{4,}|\*{3,}|\.{3}|1234",
    re.IGNORECASE,
)


def _problems(context: Context) -> Iterator[Problem]:
    for judged in context.judged:
        for name, value, place in _literals(judged.site):
            if KEY_NAME.search(name) and looks_like_a_key(value):
                here = place.range if place.path == context.path else None
                yield Problem(judged, _message(judged.site, name), here)


def _message(site: Site, name: str) -> str:
    what = f"{called(site)} has a key in the source ({name})"
    return f"{what}: revoke it and read it from the environment"


def _literals(site: Site) -> Iterator[tuple[str, str, Place]]:
    """What the site itself was given; a call's `client.*` is the construction's."""
    for name, argument in site.arguments.items():
        if argument.kind == "literal" and argument.value and not name.startswith("client."):
            yield name, argument.value, argument.place
    for use in site.carriers:
        if use.level == site.kind:
            yield from ((tag.key, tag.value, tag.place) for tag in use.tags if tag.value)


def looks_like_a_key(value: str) -> bool:
    """Whether a literal is a secret rather than a placeholder."""
    bare = value.removeprefix("Bearer ").strip()
    if PLACEHOLDER.search(bare):
        return False
    return bool(KNOWN_PREFIX.match(bare) or RANDOM.match(bare))


RULE = Rule(
    code="ULM201",
    name="hard-coded-key",
    summary="API key stands in the source",
    default=False,
    problems=_problems,
)
