"""Write `index/` and `schema.json`: `python -m untagged_llm.rates.compile`.

The index holds what pricing needs and nothing else, so that a service that prices its requests
parses one small JSON file instead of a TOML with all its evidence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from untagged_llm.rates import prefixes, schema
from untagged_llm.rates.source import HERE, card, documents

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.rates import Document

EVIDENCE = {"sources", "confidence", "evidence", "note", "seen", "released", "currency"}


def compile_index() -> dict[str, str]:
    """The generated files as they should be: name relative to this package -> text."""
    texts: dict[str, str] = {}
    sources = dict(documents())
    for file, source in sources.items():
        texts[f"{file}.json"] = _text(lean(source))
    texts["card.json"] = _text(_card(sources, texts))
    return {f"index/{name}": text for name, text in texts.items()} | {"schema.json": schema.text()}


def lean(document: Document) -> Document:
    """A document without its evidence, instants as ISO text in UTC."""
    return {key: _lean(value) for key, value in document.items() if key not in EVIDENCE}


def write(directory: Path = HERE) -> list[str]:
    """Write the generated files; returns the names of those that changed."""
    (directory / "index").mkdir(exist_ok=True)
    changed = []
    for name, text in compile_index().items():
        target = directory / name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def _lean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return lean(dict(value))
    if isinstance(value, list):
        return [_lean(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _card(sources: dict[str, Document], texts: dict[str, str]) -> Document:
    about = card()
    digest = hashlib.sha256("".join(texts[name] for name in sorted(texts)).encode())
    return {
        "version": about["version"],
        "published": about["published"].isoformat(),
        "currency": about["currency"],
        "sha256": digest.hexdigest(),
        "files": {source["provider"]: file for file, source in sources.items()},
        "names": {
            name: source["provider"] for source in sources.values() for name in source["names"]
        },
        "prefixes": {
            prefix: source["provider"] for source in sources.values() for prefix in prefixes(source)
        },
        "vendors": _vendors(sources),
    }


def _vendors(sources: dict[str, Document]) -> dict[str, str]:
    """Model name -> the provider that makes it, for requests that name no provider."""
    vendors: dict[str, str] = {}
    by_vendor_first = sorted(sources.values(), key=lambda source: not source.get("vendor"))
    for source in by_vendor_first:
        for entry in source.get("entry", ()):
            for name in (entry["model"], *entry.get("aliases", ())):
                vendors.setdefault(name, source["provider"])
        for alias in source.get("alias", ()):
            vendors.setdefault(alias["name"], source["provider"])
    return vendors


def _text(value: Document) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for changed in write():
        print(f"wrote {changed}")
