"""Amazon Bedrock: request metadata, which the invocation log keeps."""

from __future__ import annotations

from untagged_llm.policy.gateways.preset import Gateway, json_header

GATEWAY = Gateway(
    id="aws",
    title="Amazon Bedrock",
    docs="`X-Amzn-Bedrock-Request-Metadata` (JSON)",
    headers=json_header("X-Amzn-Bedrock-Request-Metadata"),
    packed=frozenset({"xamznbedrockrequestmetadata"}),
)
