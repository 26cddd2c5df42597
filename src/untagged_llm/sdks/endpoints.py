"""Providers' HTTP endpoints: is this URL a billable request, and whose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOLE = "\0"
"""Stands in a URL for a part that is only known at run time."""

_URL = re.compile(r"(?:(?:https?|wss?)://)?(?P<host>[^/?#]*)(?P<path>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A billable endpoint. `provider` is "" when only the path gave it away."""

    provider: str
    kind: str
    host: str


@dataclass(frozen=True, slots=True)
class _Path:
    pattern: re.Pattern[str]
    kind: str
    strong: str


@dataclass(frozen=True, slots=True)
class _Host:
    provider: str
    pattern: re.Pattern[str]
    paths: tuple[re.Pattern[str], ...]


class Endpoints:
    """The table of `endpoints.toml`, compiled when first asked."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table

    def match(self, url: str) -> Endpoint | None:
        """The billable endpoint that `url` is, or None.

        `url` is what is known of it; each unknown part is a "\\0". A path alone is enough when
        no other service has it ("\\0/chat/completions"); others need a provider's host.
        """
        found = _URL.fullmatch(url)
        if found is None:
            return None
        host = self._host(found["host"])
        if host is not None and any(each.search(found["path"]) for each in host.paths):
            return Endpoint(host.provider, "other", found["host"])
        if self._free.search(_unqueried(found["path"])):
            return None
        return _on_host(host, found, self._paths) if host else self._by_path(url, found["host"])

    def provider_of(self, url: str) -> str | None:
        """Whose host `url` (a base URL, say) points at, or None."""
        found = _URL.fullmatch(url)
        host = self._host(found["host"]) if found else None
        return host.provider if host else None

    def _by_path(self, url: str, host: str) -> Endpoint | None:
        enough = ("any", "unknown") if HOLE in host or not host else ("any",)
        for each in self._paths:
            if each.strong in enough and each.pattern.search(url):
                return Endpoint("", each.kind, host)
        return None

    def _host(self, name: str) -> _Host | None:
        return next((host for host in self._hosts if host.pattern.fullmatch(name)), None)

    @cached_property
    def _free(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{each})" for each in self._table["free"]))

    @cached_property
    def _paths(self) -> tuple[_Path, ...]:
        return tuple(
            _Path(re.compile(row["pattern"]), row["kind"], row.get("strong", ""))
            for row in self._table["path"]
        )

    @cached_property
    def _hosts(self) -> tuple[_Host, ...]:
        return tuple(_hosts(self._table["provider"]))


def _on_host(host: _Host, url: re.Match[str], paths: tuple[_Path, ...]) -> Endpoint | None:
    kinds = (each.kind for each in paths if each.pattern.search(url["path"]))
    kind = next(kinds, "other" if url["path"].endswith(HOLE) else None)
    return Endpoint(host.provider, kind, url["host"]) if kind else None


def _hosts(providers: list[Mapping[str, Any]]) -> Iterator[_Host]:
    for row in providers:
        paths = tuple(re.compile(pattern) for pattern in row.get("paths", ()))
        for host in row["hosts"]:
            pattern = re.escape(host).replace(r"\*", "[^/]+")
            yield _Host(row["name"], re.compile(pattern, re.IGNORECASE), paths)


def _unqueried(path: str) -> str:
    return path.partition("?")[0]
