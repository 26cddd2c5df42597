"""Which requests our runtime stamps inside `with owner(...)`, by what sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from untagged_llm.model import Site

_PLAIN_HTTP = "raw-http"
_LIBRARIES = frozenset({"httpx", "httpx2"})
_STAMPED: Mapping[str, bool | None] = {
    "httpx": True,
    "botocore": True,
    "other": False,
    "": None,
}


def is_stamped(site: Site, tables: Sequence[Path] = ()) -> bool | None:
    """Whether an owner around `site` reaches its provider; None where that is not known.

    `tables` are the project's own SDK tables. What no table describes is an in-house wrapper,
    which is taken to send through one of the known SDKs.
    """
    from untagged_llm.sdks import RegistryError, registry

    if site.sdk == _PLAIN_HTTP:
        return site.callable.partition(".")[0] in _LIBRARIES
    try:
        return _STAMPED[registry(tables).sdk(site.sdk).transport]
    except (KeyError, RegistryError):
        return True
