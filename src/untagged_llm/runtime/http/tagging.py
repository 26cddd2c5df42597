"""Tagging of SDK clients that send through httpx, httpx2 or aiohttp."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.http.client import metered, owned_by
from untagged_llm.runtime.http.finding import Kept, http_clients
from untagged_llm.runtime.http.owned import Owned
from untagged_llm.runtime.http.service import service_of
from untagged_llm.runtime.sites import client_name

if TYPE_CHECKING:
    from collections.abc import Mapping


def tag_http(client: Any, tags: Mapping[str, str]) -> bool:
    """Meter every HTTP client inside `client`; False when there is none."""
    if isinstance(client, ModuleType):
        return _tag_module(client, tags)
    found = http_clients(client)
    owned = owned_of(client, tags)
    places: dict[int, list[Kept]] = {}
    for kept in found:
        places.setdefault(id(kept.client), []).append(kept)
    for same in places.values():
        clone = _metered(same[0].client, _through([kept.holder for kept in same], owned))
        for kept in same:
            kept.replace(clone)
    from untagged_llm.runtime.http.aiohttp import tag_sessions

    return tag_sessions(client, owned) or bool(found)


def owned_of(client: object, tags: Mapping[str, str]) -> Owned:
    """The tags of an SDK's client, and whom it speaks to."""
    sdk = _sdk_id(type(client))
    service = service_of(type(client).__name__, sdk)
    if sdk == "google_genai" and getattr(client, "vertexai", False):
        service = "vertexai"
    return Owned(tags, sdk, service, client_name(type(client)))


def _through(holders: list[object], owned: Owned) -> Owned:
    """What a framework's client sends through a provider's client inside goes to that provider."""
    from untagged_llm import rates

    if owned.service in rates.index()["names"]:
        return owned
    kinds = ((type(each).__name__, _sdk_id(type(each))) for each in holders)
    service = next((service_of(name, sdk) for name, sdk in kinds if sdk not in ("", owned.sdk)), "")
    return Owned(owned.tags, owned.sdk, service, owned.client) if service else owned


def _metered(http_client: Any, owned: Owned) -> Any:
    before = owned_by(http_client)
    return metered(http_client, owned if before is None else before.with_tags(owned.tags))


def _sdk_id(kind: type) -> str:
    from untagged_llm.sdks import registry

    known = registry()
    for each in kind.__mro__:
        root = known.root_of(f"{each.__module__}.{each.__qualname__}")
        if root is not None:
            return str(known.roots[root][0])
    return ""


def _tag_module(module: ModuleType, tags: Mapping[str, str]) -> bool:
    """`tag(openai)`: what the module-level functions send."""
    make = getattr(module, "DefaultHttpxClient", None)
    if make is None or not hasattr(module, "http_client"):
        return False
    http_client = module.http_client or make()
    name = module.__name__.partition(".")[0]
    module.http_client = _metered(http_client, Owned(tags, name, name, name))  # type: ignore[attr-defined]
    return True
