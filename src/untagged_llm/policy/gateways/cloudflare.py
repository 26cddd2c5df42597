"""Cloudflare AI Gateway: one JSON object in a header."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, json_header

GATEWAY = Gateway(
    id="cloudflare",
    title="Cloudflare AI Gateway",
    docs="`cf-aig-metadata` (JSON)",
    headers=json_header("cf-aig-metadata"),
    packed=frozenset({"cfaigmetadata"}),
)
