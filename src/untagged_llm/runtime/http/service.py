"""Whom a client speaks to, where that is not its SDK's own provider."""

from __future__ import annotations

_SERVICES = (
    ("Azure", "azure"),
    ("Foundry", "azure"),
    ("Bedrock", "bedrock"),
    ("AWS", "bedrock"),
    ("Vertex", "vertexai"),
)


def service_of(name: str, sdk: str) -> str:
    """The service that a client's class is named after, else its SDK."""
    return next((service for mark, service in _SERVICES if mark in name), sdk)
