"""How the values of a configuration are checked.

A reader takes the raw value and a `Spot` (where it stands, for the error) and gives what
`Settings` holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, known_names, mend, nearest
from untagged_llm.policy.gateways import gateway_ids
from untagged_llm.policy.names import code_named, is_selector, rule_codes
from untagged_llm.policy.reaches import RANKS

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.policy.tags import Vocabulary


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its file (None: the command line), its key, the tags known there."""

    path: Path | None
    key: str
    vocabulary: Vocabulary

    def inside(self, key: str) -> Spot:
        """The spot of one of a table's keys."""
        return replace(self, key=f"{self.key}.{key}")

    def wrong(self, message: str) -> ConfigError:
        """An error about this key."""
        shown = self.key if self.path else f"--{self.key}"
        return ConfigError(self.path, self.key, f"{shown!r} {message}")


Reader = Callable[[object, Spot], Any]


def text(raw: object, spot: Spot) -> str:
    """A string that is not empty."""
    if not isinstance(raw, str):
        raise spot.wrong(f"must be a string, not {named(raw)}")
    if not raw.strip():
        raise spot.wrong("must not be empty")
    return raw


def url(raw: object, spot: Spot) -> str:
    """A web address with its scheme."""
    word = text(raw, spot)
    if re.fullmatch(r"https?://[^/\s]+\S*", word) is None:
        raise spot.wrong(f"must be a URL such as 'https://llm.example.com/v1', not {word!r}")
    return word


def flag(raw: object, spot: Spot) -> bool:
    """True or false."""
    if not isinstance(raw, bool):
        raise spot.wrong(f"must be true or false, not {named(raw)}")
    return raw


def list_of(item: Reader) -> Reader:
    """A list whose items `item` reads; each kept once."""

    def read(raw: object, spot: Spot) -> tuple[Any, ...]:
        if not isinstance(raw, (list, tuple)):
            raise spot.wrong(f"must be a list, not {named(raw)}")
        return tuple(dict.fromkeys(item(each, spot) for each in raw))

    return read


def table_of(item: Reader, key: Reader | None = None) -> Reader:
    """A table whose values `item` reads, and whose keys `key` does."""

    def read(raw: object, spot: Spot) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise spot.wrong(f"must be a table, not {named(raw)}")
        return {
            (key(name, spot) if key else name): item(each, spot.inside(name))
            for name, each in raw.items()
        }

    return read


def reaches(raw: object, spot: Spot) -> frozenset[str]:
    """At least one reach."""
    found = frozenset(list_of(one_of("reach", RANKS))(raw, spot))
    if not found:
        raise spot.wrong("must name at least one reach")
    return found


def one_of(what: str, known: Mapping[str, object] | tuple[str, ...]) -> Reader:
    """One of the `known` words."""

    def read(raw: object, spot: Spot) -> str:
        word = text(raw, spot)
        if word not in known:
            raise spot.wrong(f"has an unknown {what} {word!r}{mend(word, known)}")
        return word

    return read


def gateway(raw: object, spot: Spot) -> str:
    """A gateway preset."""
    return str(one_of("gateway preset", gateway_ids())(raw, spot))


def code(raw: object, spot: Spot) -> str:
    """A rule code, a prefix of one, or "ALL"."""
    word = text(raw, spot)
    if not is_selector(word):
        if called := code_named(word):
            raise spot.wrong(f"takes codes, not names: write {called!r} for {word!r}")
        raise spot.wrong(f"has an unknown rule code {word!r}{mend(word, rule_codes())}")
    return word


def tag(raw: object, spot: Spot) -> str:
    """A tag in any spelling, as its canonical key."""
    word = text(raw, spot)
    key = spot.vocabulary.canonical(word)
    if key is None:
        words = spot.vocabulary.words()
        hint = nearest(word, words) or f"{known_names(words)}; 'spellings' makes more"
        raise spot.wrong(f"has an unknown tag {word!r}{hint}")
    return key


def percent(raw: object, spot: Spot) -> str:
    """A share, as "80%"; "0.8" says the same, as on the command line."""
    if isinstance(raw, float):
        raise spot.wrong(f"must be a share such as '80%', not {raw!r}")
    word = f"{raw}%" if isinstance(raw, int) and not isinstance(raw, bool) else text(raw, spot)
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*(%?)", word)
    if found is None or float(found[1]) > 100:
        raise spot.wrong(f"must be a share such as '80%', not {raw!r}")
    is_fraction = not found[2] and "." in found[1] and float(found[1]) <= 1
    return f"{float(found[1]) * 100:g}%" if is_fraction else f"{found[1]}%"


def named(raw: object) -> str:
    """What a raw value is, in words."""
    names = {bool: "a boolean", str: "a string", int: "a number", float: "a number"}
    if isinstance(raw, (list, tuple)):
        return "a list"
    return names.get(type(raw), "a table" if isinstance(raw, Mapping) else type(raw).__name__)


def spellings(raw: object, spot: Spot) -> dict[str, str]:
    """Spelling to tag; a list under a tag (`team_id = ["squad"]`) says the same the other way."""
    if not isinstance(raw, Mapping):
        raise spot.wrong(f"must be a table, not {named(raw)}")
    found = {}
    for name, each in raw.items():
        if isinstance(each, str):
            found[name] = text(each, spot.inside(name))
        else:
            found.update(dict.fromkeys(list_of(text)(each, spot.inside(name)), name))
    return found
