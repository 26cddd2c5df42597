"""Hold one SDK's table against the SDK itself: does the class exist, the path resolve, the
parameter get taken.

Runs inside an environment that has the SDK; needs nothing else but untagged_llm.sdks:

    python tests/sdks/conformance.py openai        # JSON lines, one a row
"""

from __future__ import annotations

import inspect
import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any

from introspect import Absent, Unknown, instance, named, returned, takes, walk

from untagged_llm.sdks import Call, Client, Sdk, registry
from untagged_llm.sdks.load import FOLDER
from untagged_llm.sdks.parse import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Check = Callable[[], None]


@dataclass(frozen=True)
class Result:
    """One row held against the SDK. `outcome`: ok, failed, or unknown with the reason."""

    row: str
    outcome: str
    detail: str = ""


def installed(sdk: Sdk) -> str | None:
    """The version of the SDK's distribution here, None if it is not installed."""
    try:
        return metadata.version(sdk.distribution)
    except metadata.PackageNotFoundError:
        return None


def rows(sdk: Sdk) -> dict[str, Check]:
    """What can be checked, by a readable id."""
    here = version_tuple(installed(sdk) or sdk.version)
    table = read_table(FOLDER / f"{sdk.id}.toml")
    return dict(_rows(sdk, table, here)) if sdk.verified else {}


def check(check: Check) -> tuple[str, str]:
    """Outcome and detail of one row."""
    try:
        check()
    except Absent as absent:
        return "failed", str(absent)
    except Unknown as unknown:
        return "unknown", str(unknown)
    return "ok", ""


def _rows(sdk: Sdk, table: Any, here: tuple[int, ...]) -> Iterator[tuple[str, Check]]:
    for client, raw in zip(sdk.clients, table.get("client", ()), strict=True):
        if client.verified and holds(raw.get("versions", ""), here):
            yield from _client_rows(sdk, client, raw.get("observed", False))
    for call, raw in zip(sdk.calls, table.get("call", ()), strict=True):
        if call.verified and holds(raw.get("versions", ""), here):
            yield from _call_rows(sdk, call, raw.get("observed", False))


def _client_rows(sdk: Sdk, client: Client, observed: bool) -> Iterator[tuple[str, Check]]:
    for name in _canonical(client):
        yield f"client {client.id}: {name}", partial(_exists, name)
        for method in () if client.kind == "factory" else (*client.derive, *client.derive_plain):
            key = f"client {client.id}: {name} derives {method}"
            yield key, partial(_has, name, method)
        for id in () if observed else client.carriers:
            param = sdk.carriers[id].param
            if "constructor" in sdk.carriers[id].where and client.kind != "product":
                key = f"client {client.id}: {name} takes {param}"
                yield key, partial(_is_made_with, name, param)


def _call_rows(sdk: Sdk, call: Call, observed: bool) -> Iterator[tuple[str, Check]]:
    for id in call.clients:
        client = next(each for each in sdk.clients if each.id == id)
        if not client.verified:
            continue
        for path in (*call.paths, *call.async_paths):
            yield f"call {id}: {path}", partial(_has_path, client, path)
            for carrier in () if observed else call.carriers:
                param = sdk.carriers[carrier].param
                key = f"call {id}: {path} takes {param}"
                yield key, partial(_takes, client, path, param)


def _canonical(client: Client) -> list[str]:
    sync = [name for name in client.names if name not in client.async_names]
    return [*sync[:1], *client.async_names[:1]]


def _exists(name: str) -> None:
    named(name)


def _has(name: str, method: str) -> None:
    walk(named(name), method)


def _is_made_with(name: str, param: str) -> None:
    made = named(name)
    # What is abstract is made by its subclasses, which have rows and parameters of their own.
    if not inspect.isabstract(made):
        takes(made, param)


def _has_path(client: Client, path: str) -> None:
    _path(client, path)


def _takes(client: Client, path: str, param: str) -> None:
    takes(_path(client, path), param)


def _path(client: Client, path: str) -> Any:
    """The method at `path`: the sync class has it or the async one."""
    first, *others = _canonical(client)
    try:
        return walk(_made_by(client, first), path)
    except Absent:
        if not others:
            raise
    return walk(_made_by(client, others[0]), path)


def _made_by(client: Client, name: str) -> Any:
    if client.match:
        return instance(name, client.match)
    if client.kind in ("factory", "wrapper"):
        return returned(named(name))
    return named(name)


def holds(versions: str, here: tuple[int, ...]) -> bool:
    """Whether a row that is given for `versions` (">=2", "<1") is for the version `here`."""
    if versions.startswith(">="):
        return here >= version_tuple(versions[2:])
    if versions.startswith("<"):
        return here < version_tuple(versions[1:])
    return True


def version_tuple(version: str) -> tuple[int, ...]:
    """ "2.53.0" as (2, 53, 0); what is no number ends it."""
    numbers: list[int] = []
    for part in version.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def main(id: str) -> None:
    """Print the results of one SDK, a JSON line a row."""
    for row, each in rows(registry().sdk(id)).items():
        outcome, detail = check(each)
        print(json.dumps(asdict(Result(row, outcome, detail))))


if __name__ == "__main__":
    main(sys.argv[1])
