"""litellm: OpenAI through its SDK, Anthropic through litellm's own HTTP client."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from untagged_llm import tag

from ..driver import QUESTION, TAGS, Driver, Where, header_tags, sdk

if TYPE_CHECKING:
    from collections.abc import Callable


os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # its import would look for a newer one


class Asked(NamedTuple):
    """The module's functions with all but `stream=` filled in."""

    complete: Callable[..., Any]
    acomplete: Callable[..., Any]


def _open(where: Where, model: str, base: str) -> Asked:
    tagged = tag(sdk("litellm"), **TAGS)
    asked = {
        "model": model,
        "messages": QUESTION,
        "api_base": f"{where.url}{base}",
        "api_key": "k",
        "timeout": where.timeout,
        "max_retries": where.retries,
        "num_retries": where.retries,
        "max_tokens": 9,
    }
    return Asked(partial(tagged.completion, **asked), partial(tagged.acompletion, **asked))


def _driver(model: str, base: str, is_async: bool) -> Driver:
    provider, _, name = model.partition("/")

    def call(asked: Asked) -> Callable[..., Any]:
        return asked.acomplete if is_async else asked.complete

    return Driver(
        sdk=f"litellm {provider}",
        provider=provider,
        model=name,
        package="litellm",
        is_async=is_async,
        open=lambda where: _open(where, model, base),
        ask=lambda asked: call(asked)(),
        stream=lambda asked: call(asked)(stream=True),
        tags=header_tags,
    )


DRIVERS = [
    _driver("openai/gpt-5.4-mini", "/v1", is_async=False),
    _driver("openai/gpt-5.4-mini", "/v1", is_async=True),
    _driver("anthropic/claude-haiku-4-5", "", is_async=False),
    _driver("anthropic/claude-haiku-4-5", "", is_async=True),
]
