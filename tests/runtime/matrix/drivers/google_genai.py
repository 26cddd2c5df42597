"""google-genai: Gemini."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm import tag

from ..driver import TAGS, Driver, Where, header_tags, sdk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtime.provider import Request

MODEL = "gemini-2.5-flash"
ASKED: dict[str, Any] = {"model": MODEL, "contents": "?"}


def _open(where: Where) -> Any:
    options = {
        "base_url": where.url,
        "timeout": int(where.timeout * 1000),
        "retry_options": {"attempts": where.retries + 1, "initial_delay": 0.01, "jitter": 0.0},
    }
    return tag(sdk("google.genai").Client(api_key="k", http_options=options), **TAGS)


def _tags(request: Request) -> Mapping[str, str]:
    """Labels where Google takes them, headers where it does not."""
    return dict(request.body.get("labels") or {}) or header_tags(request)


def _driver(is_async: bool) -> Driver:
    def models(client: Any) -> Any:
        return client.aio.models if is_async else client.models

    return Driver(
        sdk="google-genai",
        provider="gcp.gemini",
        model=MODEL,
        package="google.genai",
        is_async=is_async,
        open=_open,
        ask=lambda client: models(client).generate_content(**ASKED),
        stream=lambda client: models(client).generate_content_stream(**ASKED),
        tags=_tags,
    )


DRIVERS = [_driver(False), _driver(True)]
