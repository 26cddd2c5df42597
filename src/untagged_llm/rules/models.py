"""The models that providers are known to have: names, dated snapshots, names that move."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE = Path(__file__).with_name("models.toml")
SNAPSHOT = re.compile(r"[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4})$")
CUSTOM = re.compile(r"^(?:ft:|models/|tunedModels/|projects/|endpoints/|arn:)|[/:]")
"""Fine-tuned models, resource names and names with a vendor in front are nobody's list."""


@dataclass(frozen=True, slots=True)
class Models:
    """One provider's models. `moving` maps a name that moves to the snapshot to pin; `sold_as` is
    the provider in the rate card, which knows when a model was switched off.
    """

    provider: str
    sold_as: str
    as_of: str
    known: frozenset[str]
    moving: Mapping[str, str]

    def objection(self, name: str) -> str | None:
        """What is wrong with a model name, with the nearest right one; None when it is fine."""
        if CUSTOM.search(name):
            return None
        if name in self.moving or name.endswith("-latest"):
            return self._moves(name)
        if self._is_known(name):
            return self._retired(name)
        nearest = self._nearest(name)
        if not nearest and not self._sounds_like_ours(name):
            return None
        return f"{self.provider} had no model {name!r} on {self.as_of}{nearest}"

    def _is_known(self, name: str) -> bool:
        if name in self.known or SNAPSHOT.sub("", name) in self.known:
            return True
        from untagged_llm.cost.standing import lists

        return lists(self.sold_as, name)

    def _retired(self, name: str) -> str | None:
        from untagged_llm.cost.standing import retired_on

        day = retired_on(self.sold_as, name)
        return f"{self.provider} switched model {name!r} off on {day}" if day else None

    def _moves(self, name: str) -> str:
        pinned = self.moving.get(name)
        mend = f"{pinned!r}" if pinned and not self._retired(pinned) else "a dated snapshot"
        return f"model {name!r} moves, and its price with it: pin {mend}"

    def _sounds_like_ours(self, name: str) -> bool:
        """A foreign name ("llama-3") comes from a server that the environment names."""
        return name.partition("-")[0] in {each.partition("-")[0] for each in self.known}

    def _nearest(self, name: str) -> str:
        close = difflib.get_close_matches(name, sorted(self.known), n=3, cutoff=0.75)
        served = next((each for each in close if not self._retired(each)), None)
        return f": did you mean {served!r}?" if served else ""


def models_of(sdk: str, client_id: str) -> Models | None:
    """The models that a client reaches by default, None where no list is kept."""
    provider = _clients().get(f"{sdk}:{client_id}")
    return _providers()[provider] if provider else None


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    table: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def _clients() -> dict[str, str]:
    rows = _table()["provider"].items()
    return {client: provider for provider, row in rows for client in row["clients"]}


@lru_cache(maxsize=1)
def _providers() -> dict[str, Models]:
    as_of = _table()["as-of"]
    return {
        provider: Models(row["name"], row["sold-as"], as_of, frozenset(row["known"]), row["moving"])
        for provider, row in _table()["provider"].items()
    }
