"""The classes of httpx, httpx2 and google-genai, patched: clients that nobody tagged."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.aiohttp import session_of
from untagged_llm.runtime.http.client import build, is_prepared, owned_by, send, send_async
from untagged_llm.runtime.http.cookies import where_set
from untagged_llm.runtime.http.unedited import Unedited

if TYPE_CHECKING:
    from types import ModuleType

    from untagged_llm.runtime.patching import Patches
    from untagged_llm.runtime.watch import Watch


def guard_http(module: ModuleType, watch: Watch, patches: Patches) -> None:
    """Patch the two client classes of httpx or httpx2."""
    unedited = Unedited(watch)
    for name, sending in (("Client", _send), ("AsyncClient", _send_async)):
        kind = getattr(module, name)
        patches.replace(kind, "build_request", _build(kind.build_request, watch, unedited))
        patches.replace(kind, "send", sending(kind.send, watch, unedited))
    cookies: Any = module.Cookies
    patches.replace(cookies, "extract_cookies", where_set(cookies.extract_cookies))


def guard_google(module: ModuleType, watch: Watch, patches: Patches) -> None:
    """Patch the method that hands out google-genai's aiohttp sessions."""
    kind: Any = module.BaseApiClient
    original = kind._get_aiohttp_session

    @functools.wraps(original)
    async def get_session(self: Any, *args: Any, **kwargs: Any) -> Any:
        session = await original(self, *args, **kwargs)
        return session_of(session, self, watch.tags) if watch.holds() else session

    patches.replace(kind, "_get_aiohttp_session", get_session)


def _build(original: Any, watch: Watch, unedited: Unedited) -> Any:
    @functools.wraps(original)
    def build_request(self: Any, method: Any, url: Any, **kwargs: Any) -> Any:
        own = functools.partial(original, self)
        if owned_by(self) is not None or not watch.holds():
            return own(method, url, **kwargs)
        return build(own, unedited, method, url, kwargs)

    return build_request


def _send(original: Any, watch: Watch, unedited: Unedited) -> Any:
    @functools.wraps(original)
    def guarded(self: Any, request: Any, **kwargs: Any) -> Any:
        own = functools.partial(original, self)
        if owned_by(self) is not None or not _concerns(watch, request):
            return own(request, **kwargs)
        return send(own, unedited, request, kwargs)

    return guarded


def _send_async(original: Any, watch: Watch, unedited: Unedited) -> Any:
    @functools.wraps(original)
    async def guarded(self: Any, request: Any, **kwargs: Any) -> Any:
        own = functools.partial(original, self)
        if owned_by(self) is not None or not _concerns(watch, request):
            return await own(request, **kwargs)
        return await send_async(own, unedited, request, kwargs)

    return guarded


def _concerns(watch: Watch, request: Any) -> bool:
    """Also a request that was made inside an owner and leaves outside."""
    return watch.holds() or is_prepared(request)
