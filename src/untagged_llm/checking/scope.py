"""The part of the settings that decides what is a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.analysis.survey import Wanted
    from untagged_llm.policy.settings import Settings, Wrapper


@dataclass(frozen=True, slots=True)
class Scope:
    """What resolving a file depends on besides the code: files of one scope share a workspace."""

    root: Path
    wrappers: tuple[Wrapper, ...]
    sdk_tables: tuple[str, ...]

    def wanted(self) -> Wanted:
        """What makes a file of this scope worth parsing."""
        from untagged_llm.analysis.survey import Wanted

        tables = tuple(self.root / table for table in self.sdk_tables)
        return Wanted(tables, tuple(wrapper.name for wrapper in self.wrappers))


def scope_of(settings: Settings) -> Scope:
    """The scope of the files for which the settings hold."""
    return Scope(settings.root, settings.wrappers, settings.sdk_tables)
