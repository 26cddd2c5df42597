"""The shape of an SDK's registry file: what is a client, a billable call, a carrier, a usage.

The field names are those of the TOML files beside this module; `sdks.schema.json` says the same
to an editor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


class RegistryError(ValueError):
    """A registry table is wrong. The message names the file, the key and the mend."""


ClientKind = Literal["class", "factory", "module", "wrapper", "product"]
Transport = Literal["", "httpx", "botocore", "other"]
Reach = Literal[
    "billing",
    "provider-log",
    "invocation-log",
    "gateway",
    "http-header",
    "body",
    "query",
    "local-trace",
]


@dataclass(frozen=True, slots=True)
class Match:
    """The literal that a factory's argument must equal: `boto3.client("bedrock-runtime")`."""

    arg: str
    position: int
    equals: str


@dataclass(frozen=True, slots=True)
class Client:
    """Something whose construction or acquisition yields a client.

    `names` are fully qualified, canonical first, sync then async; `async_names` those of them
    that are asynchronous. `produced_by` ("client:chats.create") is set for kind "product".
    `site` says whether making one is a construction worth listing (False for settings and
    configuration objects, which only carry tags). `derive_carriers` says which carriers a derive
    method takes ("langchain:config_metadata" names another SDK's). `extends`
    ("langchain:chat_model") is a row whose derivations and calls hold for this one too.
    """

    sdk: str
    id: str
    kind: ClientKind
    names: tuple[str, ...]
    async_names: tuple[str, ...] = ()
    produced_by: str | None = None
    match: Match | None = None
    carriers: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    derive: tuple[str, ...] = ()
    derive_plain: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    context: bool = False
    site: bool = True
    derive_carriers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extends: str | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """A billable call: attribute paths from a client ("chat.completions.create").

    `async_paths` are those of asynchronous use where they differ ("chat.complete_async").
    """

    sdk: str
    clients: tuple[str, ...]
    paths: tuple[str, ...]
    kind: str
    carriers: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    usage: str | None = None
    yields: str = "object"
    priced: bool = True
    async_paths: tuple[str, ...] = ()
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What a carrier's provider takes; None where it sets no limit."""

    pairs: int | None = None
    key_len: int | None = None
    value_len: int | None = None
    charset: str | None = None
    values: str | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """A parameter that can hold ownership metadata.

    `inside` is the dotted path inside the parameter's value ("metadata" for
    `config={"metadata": ...}`); `where` a subset of constructor, derive, call, module;
    `requires` a condition for acceptance ("store=True"); `fix` where an edit should put it.
    """

    sdk: str
    id: str
    param: str
    reaches: Reach
    where: tuple[str, ...]
    inside: str | None = None
    position: int | None = None
    shape: str = ""
    arbitrary_keys: bool = True
    keys: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    requires: str | None = None
    fix: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A parameter that looks like a carrier and is not."""

    param: str
    on: str
    why: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An attribute path that gives a billable call away although its receiver is unknown.

    All of `keywords`, and one of `any_keywords` where there are some, must stand at the call.
    `hint` is text that a file with such a call must contain.
    """

    sdk: str
    client: str
    path: str
    keywords: tuple[str, ...] = ()
    any_keywords: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sdk:
    """One SDK: one TOML file. `hints`: text of which a file importing it must contain one.

    `transport`: what sends its requests; `owner(...)` reaches "httpx" (httpx2 and google-genai's
    aiohttp included) and "botocore", not "other". "" is not known, or depends.
    """

    id: str
    tier: int
    distribution: str
    version: str
    roots: tuple[str, ...]
    clients: tuple[Client, ...]
    calls: tuple[Call, ...]
    carriers: Mapping[str, Carrier]
    usage: Mapping[str, Mapping[str, object]]
    hints: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    non_billable: tuple[str, ...] = ()
    retry: str = ""
    note: str = ""
    verified: bool = True
    transport: Transport = ""
