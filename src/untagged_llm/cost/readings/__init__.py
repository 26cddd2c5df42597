"""What providers return about usage, read into `Usage`: one module per convention.

Every provider counts in its own way (Anthropic and Bedrock leave cached tokens out of the input,
Gemini leaves thoughts out of the output); each module turns one convention into inclusive totals.
"""

# No postponed annotations here: a NamedTuple would compile each of them at import.

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple, cast

from untagged_llm.cost.readings.fields import plain
from untagged_llm.cost.usage import Usage, UsageError


class Reading(NamedTuple):
    """What a response says about its price: pass all of it to `RateCard.price`.

    `model`, `tier`, `speed` and `region` are None where the response does not tell.
    """

    usage: Usage
    model: str | None = None
    tier: str | None = None
    speed: str | None = None
    region: str | None = None


def read_usage(response: object, provider: str | None = None) -> Reading:
    """Read a response, or only its usage: an SDK object or plain data.

    Args:
        response: of any API in docs/cost.md; a full response also tells its model, its tier and
            the tool calls that are billed.
        provider: canonical name or None; decides only where two forms look alike.

    Raises:
        UsageError: the form is not known, or a quantity is impossible.
    """
    body = plain(response)
    if not isinstance(body, Mapping):
        raise UsageError(f"no usage in a {type(response).__name__}")
    return read_answer(body, provider)


def read_answer(body: Mapping[str, Any], provider: str | None = None) -> Reading:
    """`read_usage` for an answer that is plain data already, as JSON gives it."""
    usage = body.get("usage")
    if "usage" in body and not isinstance(usage, Mapping):
        raise UsageError("the response has no usage (a stream reports it in its last chunk only)")
    inner: Mapping[str, Any] = body if usage is None else usage
    read = _reader(_convention(tuple(body), tuple(inner), provider or ""))
    return cast("Reading", read(body, Reading))


@lru_cache(maxsize=16)
def _reader(convention: str) -> Callable[[Mapping[str, Any], type], object]:
    module = import_module(f"untagged_llm.cost.readings.{convention}")
    return cast("Callable[[Mapping[str, Any], type], object]", module.read)


MARKS = (
    ("gemini", ("usageMetadata", "usage_metadata", "promptTokenCount", "prompt_token_count")),
    ("bedrock", ("inputTokens", "outputTokens", "inputTokenCount", "schemaType")),
    ("cohere", ("billed_units", "billedUnits", "meta")),
    ("anthropic", ("cache_creation_input_tokens", "cache_read_input_tokens", "server_tool_use")),
    ("openai", ("prompt_tokens", "input_tokens_details", "input_token_details", "seconds")),
    ("openai", ("completion_tokens", "output_tokens_details", "usage_info", "pages_processed")),
)
ANTHROPIC_SELLERS = ("anthropic", "aws.bedrock", "gcp.vertex_ai")
BARE = {"input_tokens", "output_tokens"}


@lru_cache(maxsize=1024)
def _convention(body: tuple[str, ...], inner: tuple[str, ...], provider: str) -> str:
    """The convention of an answer with the keys `body`, whose usage has the keys `inner`."""
    if provider == "anthropic" and "input_tokens" in inner:
        return "anthropic"
    for name, marks in MARKS:
        if any(mark in inner or (mark in body and name != "cohere") for mark in marks):
            return name
    if "meta" in body:
        return "cohere"
    if not BARE.isdisjoint(inner):
        return "anthropic" if provider in ANTHROPIC_SELLERS else "openai"
    keys = ", ".join(sorted(map(str, inner))) or "nothing"
    raise UsageError(f"this is no usage of a known form (it has {keys})")
