"""OpenRouter: the application is what it attributes a request to."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, Tags, owner_headers


def _headers(tags: Tags) -> dict[str, str]:
    title = {"X-Title": tags["service_name"]} if "service_name" in tags else {}
    return {**title, **owner_headers(tags)}


GATEWAY = Gateway(
    id="openrouter",
    title="OpenRouter",
    docs="`X-Title` (or `X-OpenRouter-Title`, `HTTP-Referer`) is the service",
    headers=_headers,
    aliases={
        "xtitle": "service_name",
        "xopenroutertitle": "service_name",
        "httpreferer": "service_name",
    },
)
