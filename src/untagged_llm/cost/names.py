"""From the name a request used to the entries that price it. Never by resemblance."""

# No postponed annotations here: a NamedTuple would compile each of them at import.

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any, NamedTuple

from untagged_llm.rates import prefixes

Table = Mapping[str, Any]


class Listing(NamedTuple):
    """An entry of the card and the part of its validity in which the name meant it."""

    entry: Table
    start: datetime | None
    end: datetime | None
    known_from: datetime | None
    known_to: datetime | None


class Catalogue:
    """The entries of one provider by every name they are sold under."""

    __slots__ = ("_aliases", "_entries", "_prefixes", "_resold", "document")

    def __init__(self, document: Table, resold: tuple["Catalogue", ...] = ()) -> None:
        self.document = document
        self._prefixes = prefixes(document)
        self._resold = resold
        self._entries: dict[str, list[Table]] = {}
        self._aliases: dict[str, list[Table]] = {}
        for entry in document.get("entry", ()):
            for name in {entry["model"], *entry.get("aliases", ())}:
                self._entries.setdefault(name, []).append(entry)
        for alias in document.get("alias", ()):
            self._aliases.setdefault(alias["name"], []).append(alias)

    def find(self, model: str) -> tuple[str, list[Listing]] | None:
        """The name as the card spells it and what it means, or None.

        The exact name is tried first, then the name without the provider's prefix, the model of
        a Bedrock ARN, and a dated snapshot of a listed model.
        """
        for name in self._spellings(model):
            if listings := self.exact(name):
                return name, listings
        for name in self._spellings(model):
            if (split := self._snapshot(name)) and (listings := self.exact(split[0])):
                return name, [_not_before(listing, split[1]) for listing in listings]
        return None

    def exact(self, name: str) -> list[Listing]:
        """What a name means, spelled exactly so."""
        found = [_listing(entry, entry) for entry in self._entries.get(name, ())]
        for alias in self._aliases.get(name, ()):
            found.extend(_narrow(target, alias) for target in self.exact(alias["target"]))
        for other in self._resold:
            found.extend(other.exact(name))
        return found

    def names(self) -> set[str]:
        """Every exact name."""
        own = self._entries.keys() | self._aliases.keys()
        return own.union(*(other.names() for other in self._resold))

    def _spellings(self, model: str) -> Iterator[str]:
        yield model
        for prefix in self._prefixes:
            if model.startswith(prefix):
                yield model[len(prefix) :]
                break
        if self.document.get("arn") and "arn:" in model and "application" not in model:
            yield model.rpartition("/")[2]

    def _snapshot(self, name: str) -> tuple[str, datetime] | None:
        """`gpt-5.4-2026-03-05` as (`gpt-5.4`, that day) in the provider's own way of dating."""
        for form in self.document.get("snapshot", ()):
            day = _day(name[-len(form) :], form)
            if day is not None and len(name) > len(form):
                return name[: -len(form)], day
        return None


def _day(suffix: str, form: str) -> datetime | None:
    """The day of a suffix written as `-YYYY-MM-DD`, `-YYYYMMDD` or `@YYYYMMDD`."""
    if len(suffix) != len(form) or suffix[0] != form[0]:
        return None
    digits = suffix[1:] if "-" in form[1:] else _dashed(suffix[1:])
    try:
        day = date.fromisoformat(digits)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def instant(text: str | None) -> datetime | None:
    """An instant of the index."""
    return datetime.fromisoformat(text) if text else None


def _dashed(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _listing(entry: Table, dates: Table) -> Listing:
    return Listing(
        entry,
        instant(dates.get("valid_from")),
        instant(dates.get("valid_to")),
        instant(dates.get("known_from")),
        instant(dates.get("known_to")),
    )


def _narrow(listing: Listing, alias: Table) -> Listing:
    later = _not_before(listing, instant(alias.get("valid_from")))
    end = instant(alias.get("valid_to"))
    if end is None or (later.end is not None and later.end <= end):
        return later
    return later._replace(end=end)


def _not_before(listing: Listing, start: datetime | None) -> Listing:
    if start is None or (listing.start is not None and listing.start >= start):
        return listing
    return listing._replace(start=start)
