"""The classes of httpx, httpx2 and google-genai, patched: clients that nobody tagged."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.aiohttp import session_of
from untagged_llm.runtime.http.client import build, owned_by, send, send_async
from untagged_llm.runtime.http.unedited import Unedited

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from untagged_llm.runtime.patching import Patches


def guard_http(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    """Patch the two client classes of httpx or httpx2."""
    unedited = Unedited(tags)
    for name, sending in (("Client", _send), ("AsyncClient", _send_async)):
        kind = getattr(module, name)
        patches.replace(kind, "build_request", _build(kind.build_request, unedited))
        patches.replace(kind, "send", sending(kind.send, unedited))


def guard_google(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    """Patch the method that hands out google-genai's aiohttp sessions."""
    kind: Any = module.BaseApiClient
    original = kind._get_aiohttp_session

    @functools.wraps(original)
    async def get_session(self: Any, *args: Any, **kwargs: Any) -> Any:
        return session_of(await original(self, *args, **kwargs), self, tags)

    patches.replace(kind, "_get_aiohttp_session", get_session)


def _build(original: Any, unedited: Unedited) -> Any:
    @functools.wraps(original)
    def build_request(self: Any, method: Any, url: Any, **kwargs: Any) -> Any:
        own = functools.partial(original, self)
        if owned_by(self) is not None:
            return own(method, url, **kwargs)
        return build(own, unedited, method, url, kwargs)

    return build_request


def _send(original: Any, unedited: Unedited) -> Any:
    @functools.wraps(original)
    def guarded(self: Any, request: Any, **kwargs: Any) -> Any:
        own = functools.partial(original, self)
        if owned_by(self) is not None:
            return own(request, **kwargs)
        return send(own, unedited, request, kwargs)

    return guarded


def _send_async(original: Any, unedited: Unedited) -> Any:
    @functools.wraps(original)
    async def guarded(self: Any, request: Any, **kwargs: Any) -> Any:
        own = functools.partial(original, self)
        if owned_by(self) is not None:
            return await own(request, **kwargs)
        return await send_async(own, unedited, request, kwargs)

    return guarded
