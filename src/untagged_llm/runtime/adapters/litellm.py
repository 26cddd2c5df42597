"""litellm: the HTTP clients that it makes are metered, and a call's own metadata is its owner.

Its functions call each other and its router calls them, so one `tag(litellm)` owns them all;
every attempt is seen where it leaves the process, those of the OpenAI SDK inside included. What
was imported by name (`from litellm import completion`) before it was tagged keeps the module's
tags and loses only those of `metadata=`.
"""

from __future__ import annotations

import functools
import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.adapters.litellm_owned import OWNED, asks, called
from untagged_llm.runtime.ambient import Within, current
from untagged_llm.runtime.callsite import call_site
from untagged_llm.runtime.enforcement import enforce
from untagged_llm.runtime.http.client import metered, owned_by
from untagged_llm.runtime.series import one_call
from untagged_llm.runtime.stamp import combined
from untagged_llm.runtime.watch import WATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from untagged_llm.runtime.patching import Patches

_OURS = "_untagged_llm_original"
_FINDS_PROVIDER = "get_llm_provider"


def tag(thing: Any, tags: Mapping[str, str]) -> Any:
    """The module (or a router of it), owned: all that litellm sends in this process.

    Tagging it again adds to the tags.
    """
    OWNED.add(tags)
    _meter(import_module("litellm"))
    return thing


def guard(module: Any, patches: Patches) -> None:
    """Look after what litellm sends until `patches` are undone."""
    _meter(module)
    patches.finally_do(_unguard)


def is_metered() -> bool:
    """Whether a call of litellm is recorded here and now."""
    return _is_replaced(import_module("litellm")) and OWNED.holds()


def untag() -> None:
    """Give litellm back as it was, unless it is guarded; its clients do nothing more of ours."""
    OWNED.clear()
    if not WATCH.is_on:
        _restore()


def _unguard() -> None:
    if not OWNED.is_tagged:
        _restore()


def _is_replaced(litellm: Any) -> bool:
    return hasattr(litellm.completion, _OURS)


def _meter(litellm: Any) -> None:
    if not _is_replaced(litellm):
        for holder, name, replacement in list(_replacements(litellm)):
            setattr(holder, name, replacement)
        litellm.in_memory_llm_clients_cache.flush_cache()


def _restore() -> None:
    litellm: Any = import_module("litellm")
    for holder, name, replaced in list(_replaced(litellm)):
        setattr(holder, name, replaced)
    litellm.in_memory_llm_clients_cache.flush_cache()


def _replacements(litellm: ModuleType) -> Iterator[tuple[Any, str, Any]]:
    for name in _functions():
        if function := getattr(litellm, name, None):
            yield litellm, name, _owned_function(function, name)
    for holder, name in _makers():
        yield holder, name, _metered_maker(inspect.getattr_static(holder, name))
    main = import_module("litellm.main")
    yield main, _FINDS_PROVIDER, _noting(getattr(main, _FINDS_PROVIDER))


def _replaced(litellm: ModuleType) -> Iterator[tuple[Any, str, Any]]:
    finder = (import_module("litellm.main"), _FINDS_PROVIDER)
    for holder, name in [*((litellm, name) for name in _functions()), *_makers(), finder]:
        found = inspect.getattr_static(holder, name, None)
        inner = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
        if hasattr(inner, _OURS):
            yield holder, name, getattr(inner, _OURS)


def _functions() -> list[str]:
    """The billable functions of the module, as the registry lists them."""
    from untagged_llm.sdks import registry

    calls = registry().sdk("litellm").calls
    paths = [path for call in calls if "module" in call.clients for path in call.paths]
    return [path for path in paths if "." not in path]


def _makers() -> list[tuple[Any, str]]:
    """Where litellm gets its HTTP clients from: its own, the OpenAI SDK's, Azure's with its own."""
    from litellm.llms.azure.common_utils import BaseAzureLLM
    from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler, HTTPHandler
    from litellm.llms.openai.common_utils import BaseOpenAILLM

    return [
        (HTTPHandler, "client"),
        (AsyncHTTPHandler, "client"),
        (BaseOpenAILLM, "_get_sync_http_client"),
        (BaseOpenAILLM, "_get_async_http_client"),
        (BaseAzureLLM, "get_azure_openai_client"),
    ]


def _noting(original: Callable[..., Any]) -> Any:
    """Functions that were imported by name tell nobody whom they ask, but they ask this."""

    @functools.wraps(original)
    def find(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        asks(str(found[1]))
        return found

    return _marked(find, original)


def _metered_maker(original: Any) -> Any:
    if isinstance(original, property):
        get: Any = original.fget
        getter = _marked(lambda handler: _metered_client(get, handler), original)
        return property(getter, original.fset)
    if not isinstance(original, staticmethod):
        return _marked(lambda *args, **kwargs: _wrap_inside(original(*args, **kwargs)), original)
    make = original.__func__
    return staticmethod(_marked(lambda *args, **kwargs: _wrap(make(*args, **kwargs)), original))


def _metered_client(get: Callable[[Any], Any], handler: Any) -> Any:
    handler._client = _wrap(get(handler))
    return handler._client


def _wrap(client: Any) -> Any:
    return client if client is None or owned_by(client) else metered(client, OWNED)


def _wrap_inside(client: Any) -> Any:
    if client is not None:
        client._client = _wrap(client._client)
    return client


def _owned_function(function: Callable[..., Any], name: str) -> Any:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def acall(*args: Any, **kwargs: Any) -> Any:
            with _opened(name, args, kwargs), one_call(_tries(kwargs)):
                return await function(*args, **kwargs)

        return _marked(acall, function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with _opened(name, args, kwargs), one_call(_tries(kwargs)):
            return function(*args, **kwargs)

    return _marked(call, function)


def _opened(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Within:
    """The owner of one call.

    Raises:
        RefusedRequestError: here, because litellm would wrap and repeat what is raised later.
    """
    tags = called(args, kwargs)
    owned = OWNED.owned({})
    if owned is None:
        return Within({})
    stamp = combined(owned.tags, current(), tags)
    enforce(stamp, f"litellm.{name}()", call_site(3))
    return Within(tags)


def _tries(kwargs: Mapping[str, Any]) -> int:
    """How often litellm itself tries; what the OpenAI SDK repeats inside is not counted."""
    litellm: Any = import_module("litellm")
    return 1 + int(kwargs.get("num_retries") or litellm.num_retries or 0)


def _marked(function: Any, original: Any) -> Any:
    setattr(function, _OURS, original)
    return function
