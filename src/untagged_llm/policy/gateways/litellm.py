"""LiteLLM proxy: request tags in a header, or in the body's `metadata`."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, Tags


def _headers(tags: Tags) -> dict[str, str]:
    pairs = ",".join(f"{key}:{value}" for key, value in tags.items())
    return {"x-litellm-tags": pairs} if pairs else {}


GATEWAY = Gateway(
    id="litellm",
    title="LiteLLM proxy",
    docs="`x-litellm-tags: team_id:search,service_name:qa`, `x-litellm-spend-logs-metadata` "
    "(JSON), `metadata.tags`, `metadata.spend_logs_metadata`",
    headers=_headers,
    packed=frozenset({"xlitellmtags", "xlitellmspendlogsmetadata"}),
    lists=frozenset({"tags", "spendlogsmetadata"}),
    nested=frozenset({"metadata", "litellmmetadata", "spendlogsmetadata"}),
)
