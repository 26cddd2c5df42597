"""What a policy says of owners, worked out once for all files that it is in force for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.sources.configured import Mapped, mapped
from untagged_llm.policy.catalog import load_catalog
from untagged_llm.policy.tags import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from untagged_llm.policy import Settings


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy's words, its map of files, and by key the values that it lists, which are those
    that rule ULM104 knows."""

    settings: Settings
    vocabulary: Vocabulary
    mapped: tuple[Mapped, ...]
    known: Mapping[str, Collection[str]]

    def canonical(self, key: str) -> str:
        """The key that `key` spells; itself when it spells none."""
        return self.vocabulary.canonical(key) or key


def terms(settings: Settings) -> Terms:
    """The terms of a configuration. Raises ConfigError when its catalog is wrong."""
    catalog = load_catalog(settings)
    declared = catalog.values if catalog else {}
    known = {
        key: {*settings.values.get(key, ()), *declared.get(key, ())}
        for key in {*settings.values, *declared}
    }
    return Terms(settings, Vocabulary(settings.spellings), mapped(settings), known)
