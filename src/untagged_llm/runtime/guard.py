"""`guard()`: code that nobody edited is stamped from the ambient owner, metered, or refused."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.configuration import configuration
from untagged_llm.runtime.importing import forget_all, when_imported
from untagged_llm.runtime.patching import Patches
from untagged_llm.runtime.recorder import recorder
from untagged_llm.runtime.terms import terms, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType, TracebackType

_lock = threading.RLock()
_patches: Patches | None = None


def guard(**tags: object) -> Guard:
    """Watch over every LLM client of the process, whether or not it was made or imported yet.

    `tags` hold for all of them, beneath what clients, `owner(...)` and requests say. Call it once
    at the start; further calls change nothing. `guard().undo()`, or leaving `with guard():`,
    takes it away.

    Raises:
        TagError: the policy knows no such tag.
        ConfigError: the configuration is wrong.
    """
    terms_of(configuration())
    # Made now, most likely in the main thread: only there can it catch signals.
    recorder()
    given = terms().read(tags)
    with _lock:
        return Guard(_start(given))


class Guard:
    """The guard of the process."""

    def __init__(self, is_new: bool) -> None:
        self._is_new = is_new

    def undo(self) -> None:
        """Leave every class as it was."""
        global _patches
        with _lock:
            forget_all()
            if _patches is not None:
                _patches.undo()
                _patches = None

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_new:
            self.undo()


def _start(tags: Mapping[str, str]) -> bool:
    """Patch, or wait for, what sends requests; False when that was done before."""
    global _patches
    if _patches is not None:
        return False
    _patches = Patches()
    for name, patch in _PATCHES.items():
        when_imported(name, functools.partial(_patched, patch, tags, _patches))
    return True


def _patched(patch: Any, tags: Mapping[str, str], patches: Patches, module: ModuleType) -> None:
    patch(module, tags, patches)


def _http(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    from untagged_llm.runtime.http.guarding import guard_http

    guard_http(module, tags, patches)


def _google(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    from untagged_llm.runtime.http.guarding import guard_google

    guard_google(module, tags, patches)


def _botocore(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    from untagged_llm.runtime.adapters import botocore

    kind: Any = module.BaseClient
    patches.replace(kind, _CALL, _tagging_first(kind._make_api_call, tags, botocore))


def _aiobotocore(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    from untagged_llm.runtime.adapters import aiobotocore

    kind: Any = module.AioBaseClient
    patches.replace(kind, _CALL, _tagging_first(kind._make_api_call, tags, aiobotocore))


def _litellm(module: ModuleType, tags: Mapping[str, str], patches: Patches) -> None:
    from untagged_llm.runtime.adapters import litellm

    litellm.guard(module, tags, patches)


_CALL = "_make_api_call"


def _tagging_first(original: Any, tags: Mapping[str, str], adapter: Any) -> Any:
    """A client of Bedrock is tagged when it first calls; from then on it is one like any other."""
    from untagged_llm.runtime.adapters.botocore import is_ours

    @functools.wraps(original)
    def make_api_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _CALL in self.__dict__ or not is_ours(self):
            return original(self, *args, **kwargs)
        adapter.tag(self, tags)
        return self._make_api_call(*args, **kwargs)

    return make_api_call


_PATCHES: Mapping[str, Callable[[Any, Mapping[str, str], Patches], None]] = {
    "httpx": _http,
    "httpx2": _http,
    "google.genai._api_client": _google,
    "botocore.client": _botocore,
    "aiobotocore.client": _aiobotocore,
    "litellm": _litellm,
}
