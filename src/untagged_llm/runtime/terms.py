"""The policy as a request needs it: worked out once for each configuration."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, mend
from untagged_llm.runtime.configuration import Configuration, configuration, on_change
from untagged_llm.runtime.errors import TagError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from untagged_llm.policy.catalog import Catalog
    from untagged_llm.policy.tags import Vocabulary

_UNASKED = frozenset({"headers", "labels", "requestMetadata"})

log = logging.getLogger("untagged_llm")


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Which tags a request must carry, how they are spelled, which values they may have.

    `filling` are the tags of the process's environment; `headers` spells tags as headers;
    `carriers` are the places where tags ride.
    """

    configuration: Configuration
    vocabulary: Vocabulary
    required: tuple[str, ...]
    headers: Callable[[Mapping[str, str]], dict[str, str]]
    values: Mapping[str, tuple[str, ...]]
    catalog: Catalog | None
    filling: Mapping[str, str]
    carriers: frozenset[str]

    def read(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Tags as the code gave them, under their canonical keys; None and "" are left out.

        Raises:
            TagError: the policy knows no such tag.
        """
        found = {}
        for name, value in given.items():
            key = self.vocabulary.canonical(name)
            if key is None:
                raise TagError(f"unknown tag {name!r}{mend(name, self.vocabulary.words())}")
            text = "" if value is None else str(value).strip()
            if text:
                found[key] = text
        return found

    def stranger(self, key: str, value: str) -> str:
        """What is wrong with a value that nobody has declared for that tag; "" when it may be."""
        allowed = self.values.get(key)
        if allowed is not None and value not in allowed:
            return f"{key} may not be {value!r}{mend(value, allowed)}"
        catalog = self.catalog
        if catalog is None or key not in catalog.values or catalog.knows(key, value):
            return ""
        near = catalog.nearest(key, value)
        return f"{key} {value!r} is not in the catalog" + (
            f"; did you mean {near!r}?" if near else ""
        )


@lru_cache(maxsize=1)
def terms() -> Terms:
    """The terms in force. A wrong configuration is logged, and the default one holds."""
    try:
        return terms_of(configuration())
    except ConfigError as error:
        log.error("%s; the default configuration is used", error)
        return _default()


def terms_of(chosen: Configuration) -> Terms:
    """The terms of a configuration.

    Raises:
        ConfigError: the catalog it names cannot be read.
    """
    from untagged_llm.policy.catalog import load_catalog
    from untagged_llm.policy.gateways import gateway
    from untagged_llm.policy.tags import Vocabulary

    settings = chosen.settings
    vocabulary = Vocabulary(settings.spellings)
    return Terms(
        chosen,
        vocabulary,
        tuple(vocabulary.canonical(key) or key for key in settings.required),
        gateway(settings.gateway or "plain").headers,
        settings.values,
        load_catalog(settings),
        environment_tags_of(vocabulary),
        carriers_of(chosen),
    )


def carriers_of(chosen: Configuration) -> frozenset[str]:
    """Where tags ride: as configured, else where the provider or a gateway reads them.

    `metadata` comes back with every answer and shares its 16 pairs with the application's own;
    so it is filled by itself only where the policy does not count headers.
    """
    if chosen.carriers:
        return frozenset(chosen.carriers)
    headers_count = "http-header" in chosen.settings.accept
    return _UNASKED if headers_count else _UNASKED | {"metadata"}


def environment_tags_of(vocabulary: Vocabulary) -> Mapping[str, str]:
    """The tags that this process's environment gives."""
    from untagged_llm.runtime.surroundings import environment_tags

    return environment_tags(os.environ, vocabulary)


def _default() -> Terms:
    from pathlib import Path

    from untagged_llm.policy.settings import Settings

    return terms_of(Configuration(Settings(root=Path.cwd())))


on_change(terms.cache_clear)
