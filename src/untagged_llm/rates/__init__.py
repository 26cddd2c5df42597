"""The bundled price files: one TOML per provider, read at run time from a generated JSON index.

The TOML files are what people review. `python -m untagged_llm.rates.compile` writes `index/`
from them, without the evidence; a test fails when the index is stale.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Document = dict[str, Any]


def index() -> Document:
    """The card as a whole: version, the providers' files and names, which models they sell."""
    return _read("card")


def document(provider: str) -> Document | None:
    """A provider's prices by its canonical name, or None."""
    file = index()["files"].get(provider)
    return _read(file) if file else None


def prefixes(document: Mapping[str, Any]) -> list[str]:
    """What may stand in front of a provider's model names: its own names, and what it lists."""
    own = (f"{name}{mark}" for name in document.get("names", ()) for mark in "/:")
    return sorted({*own, *document.get("prefixes", ())}, key=lambda name: (-len(name), name))


_cache: dict[str, Document] = {}


def _read(name: str) -> Document:
    if name not in _cache:
        _cache[name] = cast("Document", json.loads(_data(f"index/{name}.json")))
    return _cache[name]


def _data(relative: str) -> bytes:
    # The loader reads from a wheel in a zip too, and importing pathlib would cost 3 ms.
    loader = cast("Any", __spec__).loader
    return cast("bytes", loader.get_data(f"{__path__[0]}/{relative}"))
