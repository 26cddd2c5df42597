"""Which wire form a path belongs to; longer endings first, so that `/completions` comes last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import anthropic, bedrock, bedrock_invoke, gemini, openai_chat, openai_more, openai_responses

if TYPE_CHECKING:
    from .answer import Route

_MODULES = (
    openai_chat,
    openai_responses,
    openai_more,
    anthropic,
    gemini,
    bedrock,
    bedrock_invoke,
)
_ROUTES = sorted(
    (route for module in _MODULES for route in module.ROUTES),
    key=lambda route: -len(route.suffix),
)


def route_of(path: str) -> Route | None:
    """How requests to `path` are answered; None where no provider has such a path."""
    return next((route for route in _ROUTES if path.endswith(route.suffix)), None)
