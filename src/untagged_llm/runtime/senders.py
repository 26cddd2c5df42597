"""What sends the requests of the known SDKs, and how each of it is patched."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.importing import when_imported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from untagged_llm.runtime.patching import Patches
    from untagged_llm.runtime.watch import Watch

log = logging.getLogger("untagged_llm")
_CALL = "_make_api_call"


def patch_senders(watch: Watch, patches: Patches) -> None:
    """Patch what is imported, and the rest as soon as it is."""
    for name, patch in _PATCHES.items():
        when_imported(name, functools.partial(_patched, patch, watch, patches))


def _patched(patch: Any, watch: Watch, patches: Patches, module: ModuleType) -> None:
    """An import never fails because of us: a version that we do not know stays as it is."""
    try:
        patch(module, watch, patches)
    except Exception:
        log.warning(
            "%s is not looked after: this version of it cannot be patched",
            module.__name__,
            exc_info=True,
        )


def _http(module: ModuleType, watch: Watch, patches: Patches) -> None:
    from untagged_llm.runtime.http.guarding import guard_http

    guard_http(module, watch, patches)


def _google(module: ModuleType, watch: Watch, patches: Patches) -> None:
    from untagged_llm.runtime.http.guarding import guard_google

    guard_google(module, watch, patches)


def _botocore(module: ModuleType, watch: Watch, patches: Patches) -> None:
    from untagged_llm.runtime.adapters import botocore

    kind: Any = module.BaseClient
    patches.replace(kind, _CALL, _heard(kind._make_api_call, watch, botocore))


def _aiobotocore(module: ModuleType, watch: Watch, patches: Patches) -> None:
    from untagged_llm.runtime.adapters import aiobotocore

    kind: Any = module.AioBaseClient
    patches.replace(kind, _CALL, _heard(kind._make_api_call, watch, aiobotocore))


def _litellm(module: ModuleType, watch: Watch, patches: Patches) -> None:
    from untagged_llm.runtime.adapters import litellm

    litellm.guard(module, patches)


def _heard(original: Any, watch: Watch, adapter: Any) -> Any:
    """A client of Bedrock is heard from its first call on; whether that counts, `watch` knows."""
    from untagged_llm.runtime.adapters.botocore import is_ours

    @functools.wraps(original)
    def make_api_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _CALL in self.__dict__ or not watch.holds() or not is_ours(self):
            return original(self, *args, **kwargs)
        adapter.look_after(self, watch)
        return self._make_api_call(*args, **kwargs)

    return make_api_call


_PATCHES: Mapping[str, Callable[[Any, Watch, Patches], None]] = {
    "httpx": _http,
    "httpx2": _http,
    "google.genai._api_client": _google,
    "botocore.client": _botocore,
    "aiobotocore.client": _aiobotocore,
    "litellm": _litellm,
}
