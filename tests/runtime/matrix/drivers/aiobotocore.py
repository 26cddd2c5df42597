"""aiobotocore: the same two, asynchronous."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from untagged_llm import tag

from ..driver import TAGS, Driver, Where, request_metadata, sdk
from .boto3 import ACCOUNT, CONVERSED, INVOKED, metadata_header, settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def _open(where: Where) -> AsyncIterator[Any]:
    config = sdk("aiobotocore.config").AioConfig(**settings(where))
    session = sdk("aiobotocore.session").get_session()
    making = session.create_client(
        "bedrock-runtime", endpoint_url=where.url, config=config, **ACCOUNT
    )
    async with making as client:
        yield tag(client, **TAGS)


async def _converse_stream(client: Any) -> Any:
    return (await client.converse_stream(**CONVERSED))["stream"]


async def _invoke(client: Any) -> Any:
    return await (await client.invoke_model(**INVOKED))["body"].read()


async def _invoke_stream(client: Any) -> Any:
    return (await client.invoke_model_with_response_stream(**INVOKED))["body"]


DRIVERS = [
    Driver(
        sdk="aiobotocore converse",
        provider="aws.bedrock",
        model=CONVERSED["modelId"],
        package="aiobotocore",
        is_async=True,
        open=_open,
        ask=lambda client: client.converse(**CONVERSED),
        stream=_converse_stream,
        tags=request_metadata,
    ),
    Driver(
        sdk="aiobotocore invoke_model",
        provider="aws.bedrock",
        model=INVOKED["modelId"],
        package="aiobotocore",
        is_async=True,
        open=_open,
        ask=_invoke,
        stream=_invoke_stream,
        tags=metadata_header,
    ),
]
