"""One table of a registry file, read key by key; what nobody asked for is a spelling mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from untagged_llm.sdks.schema import RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

T = TypeVar("T")
_REQUIRED: Any = object()


def nearest(name: str, known: Iterable[str]) -> str:
    """The mend of a misspelt name, ready to follow the sentence; empty if none is near."""
    close = _close(name, known)
    return f"; did you mean {close!r}?" if close else ""


def _close(name: str, known: Iterable[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


class Row:
    """A TOML table with the place it stands at, for sentences about it."""

    def __init__(self, table: Mapping[str, Any], source: str, where: str) -> None:
        self._table = table
        self._source = source
        self._where = where
        self._asked: set[str] = set()

    def text(self, key: str, default: Any = _REQUIRED) -> Any:
        """A string; without a default it must be there."""
        return self._get(key, str, "a string", default)

    def number(self, key: str, default: Any = _REQUIRED) -> Any:
        """An integer; without a default it must be there."""
        return self._get(key, int, "a whole number", default)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        return bool(self._get(key, bool, "true or false", default))

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of strings."""
        found = self._get(key, list, "a list of strings", _REQUIRED if required else [])
        if not all(isinstance(each, str) for each in found):
            raise self._wrong(f"{key} must be a list of strings")
        return tuple(found)

    def choice(self, key: str, known: tuple[str, ...], default: Any = _REQUIRED) -> str:
        """One of the strings in `known`."""
        found: str = self.text(key, default)
        if found not in known:
            allowed = ", ".join(filter(None, known))
            raise self._wrong(f"{key} is {found!r}, not one of {allowed}{nearest(found, known)}")
        return found

    def text_lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """A table of lists of strings."""
        row = self.table(key)
        return {} if row is None else {name: row.texts(name) for name in row._table}

    def table(self, key: str) -> Row | None:
        """A table inside this one, None if it is not there."""
        found = self._get(key, dict, "a table", None)
        return None if found is None else Row(found, self._source, f"{self._where}: {key}")

    def tables(self, key: str) -> Iterator[tuple[str, Row]]:
        """The named tables `[key.name]`."""
        for name, table in self._get(key, dict, f"tables [{key}.NAME]", {}).items():
            if not isinstance(table, dict):
                raise self._wrong(f"{key}.{name} must be a table [{key}.{name}]")
            yield name, Row(table, self._source, f"[{key}.{name}]")

    def rows(self, key: str) -> Iterator[Row]:
        """The rows `[[key]]`."""
        for number, table in enumerate(self._get(key, list, f"rows [[{key}]]", []), start=1):
            if not isinstance(table, dict):
                raise self._wrong(f"{key} must be rows [[{key}]]")
            yield Row(table, self._source, f"[[{key}]] number {number}")

    def take_all(self) -> Mapping[str, object]:
        """The whole table, whatever its keys are."""
        return self._table

    def done(self, ignored: tuple[str, ...] = ()) -> None:
        """Complain of the first key that nobody asked for."""
        known = self._asked.union(ignored)
        for key in self._table:
            if key not in known:
                raise self._wrong(f"unknown key {key!r}{nearest(key, known)}")

    def _get(self, key: str, kind: type[T], wanted: str, default: Any) -> Any:
        self._asked.add(key)
        found = self._table.get(key, default)
        if found is _REQUIRED:
            raise self._wrong(f"{key} is missing: give {wanted}{self._misspelt(key)}")
        if found is not default and not _is(found, kind):
            raise self._wrong(f"{key} must be {wanted}, not {found!r}")
        return found

    def _misspelt(self, key: str) -> str:
        close = _close(key, self._table)
        return f" ({close!r} looks like it)" if close else ""

    def _wrong(self, message: str) -> RegistryError:
        return RegistryError(f"{self._source}: {self._where}: {message}")


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and (kind is bool) == isinstance(value, bool)
