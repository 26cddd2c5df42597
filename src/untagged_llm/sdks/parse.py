"""A registry table as data -> the frozen rows of `schema`, every mistake named with its mend."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast, get_args

from untagged_llm.sdks.reading import Row, nearest
from untagged_llm.sdks.schema import (
    Call,
    Carrier,
    Client,
    ClientKind,
    Limits,
    Match,
    Reach,
    RegistryError,
    Rejected,
    Sdk,
    Shape,
    Transport,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_table(path: Path) -> Mapping[str, Any]:
    """The TOML file at `path`. Raises RegistryError, which names the file."""
    try:
        table: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return table
    except OSError as error:
        raise RegistryError(f"{path}: cannot read the SDK table: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path}: not a TOML file: {error}") from error


def parse_sdk(sdk: str, table: Mapping[str, Any], source: str) -> Sdk:
    """The SDK `sdk` as `table` says it. Raises RegistryError naming `source`, key and mend."""
    row = Row(table, source, "the table")
    parsed = Sdk(
        id=sdk,
        tier=row.number("tier", 2),
        distribution=row.text("distribution"),
        version=row.text("version", ""),
        roots=row.texts("roots", required=True),
        clients=tuple(_client(sdk, each) for each in row.rows("client")),
        calls=tuple(_call(sdk, each) for each in row.rows("call")),
        carriers={name: _carrier(sdk, name, each) for name, each in row.tables("carrier")},
        usage={name: each.take_all() for name, each in row.tables("usage")},
        hints=row.texts("hints"),
        shapes=tuple(_shape(sdk, each) for each in row.rows("shape")),
        rejected=tuple(_rejected(each) for each in row.rows("rejected")),
        non_billable=row.texts("non_billable"),
        retry=row.text("retry", ""),
        note=row.text("note", ""),
        verified=row.flag("verified", True),
        transport=cast(Transport, row.choice("transport", get_args(Transport), "")),
    )
    row.done(ignored=("also_inspected", "also_install", "$schema"))
    _check_references(parsed, source)
    return parsed


def _client(sdk: str, row: Row) -> Client:
    asynchronous = row.texts("async")
    client = Client(
        sdk=sdk,
        id=row.text("id"),
        kind=cast(ClientKind, row.choice("kind", get_args(ClientKind))),
        names=row.texts("sync") + asynchronous,
        async_names=asynchronous,
        produced_by=row.text("produced_by", None),
        match=_match(row.table("match")),
        carriers=row.texts("carriers"),
        account=row.texts("account"),
        derive=row.texts("derive"),
        derive_plain=row.texts("derive_plain"),
        views=row.texts("views"),
        context=row.flag("context", False),
        site=row.flag("site", True),
        derive_carriers=row.text_lists("derive_carriers"),
        extends=_qualified(sdk, row.text("extends", None)),
        verified=row.flag("verified", True),
    )
    row.done(ignored=("versions", "observed", "note"))
    return client


def _match(row: Row | None) -> Match | None:
    if row is None:
        return None
    match = Match(row.text("arg"), row.number("position", 0), row.text("equals"))
    row.done()
    return match


def _qualified(sdk: str, name: str | None) -> str | None:
    return name if name is None or ":" in name else f"{sdk}:{name}"


def _call(sdk: str, row: Row) -> Call:
    call = Call(
        sdk=sdk,
        clients=row.texts("client", required=True),
        paths=row.texts("paths", required=True),
        kind=row.text("kind"),
        carriers=row.texts("carriers"),
        identity=row.texts("identity"),
        usage=row.text("usage", None),
        yields=row.text("yields", "object"),
        priced=row.text("priced", "") != "free",
        async_paths=row.texts("async_paths"),
        verified=row.flag("verified", True),
    )
    row.done(ignored=("versions", "observed", "note"))
    return call


def _carrier(sdk: str, name: str, row: Row) -> Carrier:
    carrier = Carrier(
        sdk=sdk,
        id=name,
        param=row.text("param"),
        reaches=cast(Reach, row.choice("reaches", get_args(Reach))),
        where=row.texts("where", required=True),
        inside=row.text("inside", None),
        position=row.number("position", None),
        shape=row.text("shape", ""),
        arbitrary_keys=row.flag("arbitrary_keys", True),
        keys=row.texts("keys"),
        limits=_limits(row.table("limits")),
        requires=row.text("requires", None),
        fix=row.text("fix", None),
        note=row.text("note", ""),
    )
    row.done()
    return carrier


def _limits(row: Row | None) -> Limits:
    if row is None:
        return Limits()
    limits = Limits(
        pairs=row.number("pairs", None),
        key_len=row.number("key_len", None),
        value_len=row.number("value_len", None),
        charset=row.text("charset", None),
        values=row.text("values", None),
    )
    row.done()
    return limits


def _rejected(row: Row) -> Rejected:
    rejected = Rejected(row.text("param"), row.text("on"), row.text("why"))
    row.done()
    return rejected


def _shape(sdk: str, row: Row) -> Shape:
    path = row.text("path")
    shape = Shape(
        sdk=sdk,
        client=row.text("client"),
        path=path,
        keywords=row.texts("keywords"),
        any_keywords=row.texts("any_keywords"),
        hint=row.text("hint", path),
    )
    row.done()
    return shape


def _check_references(sdk: Sdk, source: str) -> None:
    clients = {client.id for client in sdk.clients}
    for call in sdk.calls:
        where = f"[[call]] {call.paths[0]!r}"
        _known(source, where, "client", call.clients, clients)
        _known(source, where, "carriers", call.carriers, set(sdk.carriers))
    for client in sdk.clients:
        _known(source, f"[[client]] {client.id!r}", "carriers", client.carriers, set(sdk.carriers))
    for shape in sdk.shapes:
        _known(source, f"[[shape]] {shape.path!r}", "client", (shape.client,), clients)


def _known(source: str, where: str, key: str, names: tuple[str, ...], known: set[str]) -> None:
    for name in names:
        if name not in known:
            hint = nearest(name, known)
            raise RegistryError(
                f"{source}: {where}: {key} names {name!r}, which is not there{hint}"
            )
