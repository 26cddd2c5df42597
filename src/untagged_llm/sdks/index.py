"""What most runs need of the registry without parsing a TOML: the generated `index.json`.

`python -m untagged_llm.sdks.index` writes it anew; a test fails when it is stale.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from untagged_llm.sdks.load import FOLDER, INDEX
from untagged_llm.sdks.parse import parse_sdk, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from untagged_llm.sdks.schema import Sdk

_ENDPOINTS = FOLDER / "endpoints.toml"


def sdk_files() -> tuple[Path, ...]:
    """The bundled SDK tables, by name."""
    return tuple(path for path in sorted(FOLDER.glob("*.toml")) if path != _ENDPOINTS)


def render_index() -> str:
    """What `index.json` has to say, from the bundled tables."""
    sdks = [parse_sdk(path.stem, read_table(path), path.name) for path in sdk_files()]
    index = index_of(sdks, read_table(_ENDPOINTS))
    return json.dumps(index, indent=0, ensure_ascii=False) + "\n"


def index_of(sdks: Sequence[Sdk], endpoints: Mapping[str, Any]) -> dict[str, Any]:
    """The index of these SDKs, ready for JSON.

    `names` maps each name of a client to its rows ("sdk:client"), those that make the client
    before those that hand it out. Only names below the SDK's own roots: a product may be another
    SDK's class.
    """
    return {
        "ids": [sdk.id for sdk in sdks],
        "roots": _grouped((root, sdk.id) for sdk in sdks for root in sdk.roots),
        "names": _grouped(_names(sdks)),
        "terminals": sorted({path.rpartition(".")[2] for path in _paths(sdks)}),
        "resources": _resources(list(_paths(sdks))),
        "named": _shortest(set(_named(sdks))),
        "hints": _shortest({*_hints(sdks), *_endpoint_hints(endpoints)}),
        "shapes": [asdict(shape) for sdk in sdks for shape in sdk.shapes],
        "endpoints": dict(endpoints),
    }


def merged(index: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """`index` with the rows of `more` behind its own."""
    return {
        "ids": [*index["ids"], *more["ids"]],
        "roots": _joined(index["roots"], more["roots"]),
        "names": _joined(index["names"], more["names"]),
        "terminals": [*index["terminals"], *more["terminals"]],
        "resources": {
            terminal: sorted({*index["resources"].get(terminal, ()), *owners})
            for terminal, owners in {**index["resources"], **more["resources"]}.items()
            if terminal in more["resources"] or terminal not in more["terminals"]
        },
        "named": [*index["named"], *more["named"]],
        "hints": [*index["hints"], *more["hints"]],
        "shapes": [*index["shapes"], *more["shapes"]],
        "endpoints": index["endpoints"],
    }


def _resources(paths: Sequence[str]) -> dict[str, list[str]]:
    """Terminals that no client has itself, with the resources that have them.

    "append": ["conversations"]: every list has an `append` too.
    """
    owners: dict[str, set[str]] = {}
    for path in paths:
        resource, _, terminal = path.rpartition(".")
        owners.setdefault(terminal, set()).add(resource.rpartition(".")[2])
    return {name: sorted(each) for name, each in sorted(owners.items()) if "" not in each}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return dict(sorted(groups.items()))


def _joined(one: Mapping[str, list[str]], two: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {key: [*one.get(key, ()), *two.get(key, ())] for key in {**one, **two}}


def _names(sdks: Sequence[Sdk]) -> Iterator[tuple[str, str]]:
    rows = [(sdk, client) for sdk in sdks for client in sdk.clients]
    for sdk, client in sorted(rows, key=lambda row: row[1].kind == "product"):
        for name in client.names:
            if _below(name, sdk.roots):
                yield name, f"{sdk.id}:{client.id}"


def _below(name: str, roots: tuple[str, ...]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def _paths(sdks: Sequence[Sdk]) -> Iterator[str]:
    for sdk in sdks:
        for call in sdk.calls:
            yield from call.paths
            yield from call.async_paths


def _named(sdks: Sequence[Sdk]) -> Iterator[str]:
    """Words that stand for an SDK where they are imported: "openai", "langchain"."""
    for sdk in (each for each in sdks if each.clients):
        own = sdk.hints or tuple(max(root.split("."), key=len) for root in sdk.roots)
        yield from (hint for hint in own if _names_root(hint, sdk))


def _hints(sdks: Sequence[Sdk]) -> Iterator[str]:
    for sdk in (each for each in sdks if each.clients):
        yield from (hint for hint in sdk.hints if not _names_root(hint, sdk))
        yield from (shape.hint for shape in sdk.shapes)


def _names_root(hint: str, sdk: Sdk) -> bool:
    return any(hint in root for root in sdk.roots)


def _endpoint_hints(endpoints: Mapping[str, Any]) -> Iterator[str]:
    for row in endpoints.get("provider", ()):
        for host in row["hosts"]:
            yield max(host.split("*"), key=len).strip(".")
    yield from (hint for row in endpoints.get("path", ()) for hint in row.get("hints", ()))


def _shortest(hints: set[str]) -> list[str]:
    """Without those that contain another: what holds "api.openai.com" holds "openai"."""
    return sorted(
        hint for hint in hints if not any(other in hint for other in hints if other != hint)
    )


if __name__ == "__main__":
    INDEX.write_text(render_index(), encoding="utf-8")
