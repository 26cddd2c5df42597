"""Helicone: one `Helicone-Property-<Name>` header for each tag; the user has its own."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, Tags, dashed


def _headers(tags: Tags) -> dict[str, str]:
    return {_header(key): value for key, value in tags.items()}


def _header(key: str) -> str:
    name = dashed(key).title()
    return f"Helicone-{name}" if key == "user_id" else f"Helicone-Property-{name}"


GATEWAY = Gateway(
    id="helicone",
    title="Helicone",
    docs="`Helicone-Property-Team-Id`, `Helicone-User-Id`",
    headers=_headers,
    prefixes=("heliconeproperty",),
    aliases={"heliconeuserid": "user_id"},
)
