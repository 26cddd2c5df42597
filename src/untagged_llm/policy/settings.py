"""What a configuration says, after reading and validation: frozen values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from untagged_llm.policy.reaches import DEFAULT_ACCEPT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Enforce = Literal["client", "call", "either"]


@dataclass(frozen=True, slots=True)
class WrapperCarrier:
    """A parameter of an in-house wrapper that carries tags, and how far they travel."""

    param: str
    reach: str = "gateway"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """An in-house callable declared in the configuration by its qualified name.

    `kind` "client": calling (or instantiating) `name` gives a client of `sdk`/`client`;
    `kind` "call": calling it makes a billable request. `name` may be a function, a class or a
    method ("acme.llm.Gateway.complete").
    """

    name: str
    kind: Literal["client", "call"]
    sdk: str = "wrapper"
    client: str = "client"
    carriers: tuple[WrapperCarrier, ...] = ()
    model: str = "model"


@dataclass(frozen=True, slots=True)
class Settings:
    """One file's configuration: `[tool.untagged-llm]` of the files that apply to it, merged."""

    root: Path
    required: tuple[str, ...] = ("team_id", "service_name", "project_id")
    optional: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    accept: frozenset[str] = DEFAULT_ACCEPT
    enforce: Enforce = "either"
    gateway: str | None = None
    gateway_url: str | None = None
    catalog: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owners: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    wrappers: tuple[Wrapper, ...] = ()
    sdk_tables: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    baseline: str | None = None
    require_reason: bool = False
    min_owned: str | None = None
    rates: Mapping[str, Any] = field(default_factory=dict)
    runtime: Mapping[str, Any] = field(default_factory=dict)
    source: Path | None = None

    @property
    def owner_patches(self) -> bool:
        """Whether `with owner(...)` holds for clients that nobody tagged."""
        return self.runtime.get("owner-patches", True) is not False

    @property
    def tables(self) -> tuple[Path, ...]:
        """The files of `sdk_tables`."""
        return tuple(self.root / table for table in self.sdk_tables)
