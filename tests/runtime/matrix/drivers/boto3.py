"""boto3: Bedrock's Converse and InvokeModel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from untagged_llm import tag

from ..driver import TAGS, Driver, Where, request_metadata, sdk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runtime.provider import Request

CONVERSED: dict[str, Any] = {
    "modelId": "eu.amazon.nova-lite-v1:0",
    "messages": [{"role": "user", "content": [{"text": "?"}]}],
}
INVOKED: dict[str, Any] = {
    "modelId": "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    "body": json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9}),
}
ACCOUNT = {"aws_access_key_id": "a", "aws_secret_access_key": "s", "region_name": "eu-central-1"}


def settings(where: Where) -> dict[str, Any]:
    """A configuration that is as patient as `where` says, and never waits between attempts."""
    return {
        "retries": {"total_max_attempts": where.retries + 1, "mode": "standard"},
        "read_timeout": where.timeout,
        "connect_timeout": where.timeout,
    }


def metadata_header(request: Request) -> Mapping[str, str]:
    """The tags of InvokeModel, which travel as JSON in a header."""
    found = json.loads(request.headers.get("x-amzn-bedrock-request-metadata", "{}"))
    return dict(found)


def _open(where: Where) -> Any:
    config = sdk("botocore.config").Config(**settings(where))
    client = sdk("boto3").client(
        "bedrock-runtime", endpoint_url=where.url, config=config, **ACCOUNT
    )
    return tag(client, **TAGS)


def _converse_stream(client: Any) -> Iterator[Any]:
    return client.converse_stream(**CONVERSED)["stream"]  # type: ignore[no-any-return]


def _invoke_stream(client: Any) -> Iterator[Any]:
    return client.invoke_model_with_response_stream(**INVOKED)["body"]  # type: ignore[no-any-return]


DRIVERS = [
    Driver(
        sdk="boto3 converse",
        provider="aws.bedrock",
        model=CONVERSED["modelId"],
        package="boto3",
        is_async=False,
        open=_open,
        ask=lambda client: client.converse(**CONVERSED),
        stream=_converse_stream,
        tags=request_metadata,
    ),
    Driver(
        sdk="boto3 invoke_model",
        provider="aws.bedrock",
        model=INVOKED["modelId"],
        package="boto3",
        is_async=False,
        open=_open,
        ask=lambda client: client.invoke_model(**INVOKED)["body"].read(),
        stream=_invoke_stream,
        tags=metadata_header,
    ),
]
