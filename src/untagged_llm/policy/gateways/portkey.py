"""Portkey: one JSON object in a header; `_user` is its name for the user."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, json_header

GATEWAY = Gateway(
    id="portkey",
    title="Portkey",
    docs="`x-portkey-metadata` (JSON)",
    headers=json_header("x-portkey-metadata"),
    packed=frozenset({"xportkeymetadata"}),
)
