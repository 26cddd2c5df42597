"""The settings, policy, catalog and rules in force for a file, each worked out once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from untagged_llm.policy import load, settings_for, with_overrides

if TYPE_CHECKING:
    from untagged_llm.checking.options import Options
    from untagged_llm.policy import Policy
    from untagged_llm.policy.catalog import Catalog
    from untagged_llm.policy.settings import Settings


class Configuration:
    """Lookups by path. Raises ConfigError when a file that applies is wrong."""

    def __init__(self, options: Options) -> None:
        self._overrides: dict[str, Any] = dict(options.overrides)
        self._fixed = load(options.config) if options.config else None
        # Settings cannot be hashed; the base is kept so that its id stays its own.
        self._final: dict[int, tuple[Settings, Settings]] = {}
        self._policies: dict[int, Policy] = {}
        self._catalogs: dict[int, Catalog | None] = {}
        self._codes: dict[int, frozenset[str]] = {}

    def settings(self, path: str | Path) -> Settings:
        """The settings of a file or folder, the command line's on top."""
        base = self._fixed or settings_for(Path(path))
        if not self._overrides:
            return base
        if id(base) not in self._final:
            self._final[id(base)] = (base, self._overridden(base))
        return self._final[id(base)][1]

    def _overridden(self, base: Settings) -> Settings:
        more = (*base.extend_select, *self._overrides.get("extend_select", ()))
        return with_overrides(base, **{**self._overrides, "extend_select": more})

    def policy(self, path: str) -> Policy:
        """The policy of a file."""
        from untagged_llm.policy import Policy

        settings = self.settings(path)
        if id(settings) not in self._policies:
            self._policies[id(settings)] = Policy.from_settings(settings)
        return self._policies[id(settings)]

    def catalog(self, path: str) -> Catalog | None:
        """Who may own, for a file; None without a catalog."""
        from untagged_llm.policy.catalog import load_catalog

        settings = self.settings(path)
        if id(settings) not in self._catalogs:
            self._catalogs[id(settings)] = load_catalog(settings)
        return self._catalogs[id(settings)]

    def codes(self, path: str) -> frozenset[str]:
        """The codes that are on for a file."""
        from untagged_llm.rules import selected

        settings = self.settings(path)
        if id(settings) not in self._codes:
            self._codes[id(settings)] = selected(settings)
        return self._codes[id(settings)]
