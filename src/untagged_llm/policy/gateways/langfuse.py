"""Langfuse: metadata keys, some of them with its own prefix."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, Tags


def _headers(tags: Tags) -> dict[str, str]:
    return {f"langfuse_{key}": value for key, value in tags.items()}


GATEWAY = Gateway(
    id="langfuse",
    title="Langfuse",
    docs="`langfuse_user_id`, `langfuse_team_id`, `langfuse_tags`, plain metadata keys",
    headers=_headers,
    prefixes=("langfuse", "langfusetrace"),
    lists=frozenset({"langfusetags"}),
)
