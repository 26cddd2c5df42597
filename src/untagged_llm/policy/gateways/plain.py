"""No gateway in particular: `x-owner-...` headers, which any proxy can log."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, owner_headers

GATEWAY = Gateway(
    id="plain",
    title="x-owner-* headers",
    docs="one header per tag: `x-owner-team`, `x-owner-service`, `x-owner-project`",
    headers=owner_headers,
)
