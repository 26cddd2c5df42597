"""Databricks model serving: `usage_context` in the body ends up in its usage table."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, owner_headers

GATEWAY = Gateway(
    id="databricks",
    title="Databricks",
    docs='`extra_body={"usage_context": {...}}`',
    headers=owner_headers,
    nested=frozenset({"usagecontext"}),
)
