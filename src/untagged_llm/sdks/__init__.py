"""The SDK registry: one TOML per SDK, and the lookups over them."""

from __future__ import annotations

from untagged_llm.sdks.endpoints import HOLE, Endpoint, Endpoints
from untagged_llm.sdks.load import Registry, registry
from untagged_llm.sdks.schema import (
    Call,
    Carrier,
    Client,
    Limits,
    Match,
    RegistryError,
    Rejected,
    Sdk,
    Shape,
)

__all__ = [
    "HOLE",
    "Call",
    "Carrier",
    "Client",
    "Endpoint",
    "Endpoints",
    "Limits",
    "Match",
    "Registry",
    "RegistryError",
    "Rejected",
    "Sdk",
    "Shape",
    "registry",
]
