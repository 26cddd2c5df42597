"""aiobotocore's and aioboto3's bedrock-runtime: as boto3's, with an eye on cancelled tasks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.adapters.bedrock_call import opened
from untagged_llm.runtime.adapters.botocore import added, given_up, is_ours, listen, watched

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from untagged_llm.runtime.watch import Watch

__all__ = ["is_ours", "look_after", "tag"]
NAME = "aiobotocore.session.AioSession.create_client"


def tag(client: Any, tags: Mapping[str, str]) -> Any:
    """The same client, owned; tagging it again adds to its tags.

    Raises:
        TagError: it is a client of another service than Bedrock's.
    """
    listen(client, added(client, tags), NAME)
    client._make_api_call = _watched(type(client)._make_api_call.__get__(client))
    return client


def look_after(client: Any, watch: Watch) -> None:
    """Hear a client that nobody tagged, as long and where `watch` says so."""
    listen(client, watched(watch), NAME)
    client._make_api_call = _watched(type(client)._make_api_call.__get__(client))


def _watched(make_call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(make_call)
    async def call(*args: Any, **kwargs: Any) -> Any:
        before = opened.get()
        opened.set(None)
        try:
            return await make_call(*args, **kwargs)
        except BaseException as error:
            given_up(error)
            raise
        finally:
            opened.set(before)

    return call
