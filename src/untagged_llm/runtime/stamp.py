"""Who owns a request: the tags that hold for it, how they travel, what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.runtime.ambient import Ambient, current
from untagged_llm.runtime.carriers import labels, metadata, safe_headers
from untagged_llm.runtime.enforcement import enforce
from untagged_llm.runtime.rows import made_rows
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.runtime.rows import Row
    from untagged_llm.runtime.terms import Terms


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """The ownership of a request.

    `tags` by canonical key, `source` says where the first required one came from ("client",
    "context", "request", "environment", "none"), `missing` are the required keys without a
    value, `problems` sentences about values that may not be. `headers` are shared between
    requests: read them, never change them; `rows` are the same as HTTP libraries keep them.
    """

    tags: Mapping[str, str]
    source: str
    missing: tuple[str, ...]
    problems: tuple[str, ...]
    headers: Mapping[str, str]
    rows: tuple[Row, ...]
    terms: Terms

    @property
    def is_complete(self) -> bool:
        """Whether the policy has nothing to say against it."""
        return not self.missing and not self.problems

    @property
    def metadata(self) -> dict[str, str]:
        """The tags as a body's `metadata` takes them: at most 16 pairs of texts."""
        return metadata(self._required_first)

    @property
    def labels(self) -> dict[str, str]:
        """The tags as Google's labels take them: slugs, and nothing that differs by request."""
        return labels(self._required_first)

    @property
    def _required_first(self) -> dict[str, str]:
        """Where there is no room for all, these have to be in."""
        required = {key: self.tags[key] for key in self.terms.required if key in self.tags}
        return {**required, **self.tags}


def stamp(sdk: str, call: str, static_tags: Mapping[str, str] | None = None) -> Stamp:
    """The stamp of a request that is about to be made.

    `sdk` and `call` name it in messages; `static_tags` are the client's own, canonical.

    Raises:
        UnownedRequestError: the policy refuses it (`on_missing = "raise"`).
        LimitReachedError: the surrounding `limit(...)` is spent.
    """
    from untagged_llm.runtime.callsite import call_site

    made = combined(static_tags or {}, current(), {})
    enforce(made, f"{sdk} {call}".strip(), call_site(2))
    return made


def combined(static: Mapping[str, str], around: Ambient, own: Mapping[str, str]) -> Stamp:
    """The tags of a request: its `own` win over those `around` it, over the client's, over the
    process's.
    """
    now = terms()
    tags = {**now.filling, **static, **around.tags, **own}
    headers = safe_headers(now.headers(tags)) if "headers" in now.carriers else {}
    return Stamp(
        tags,
        _source(now, tags, (("request", own), ("context", around.tags), ("client", static))),
        tuple(key for key in now.required if key not in tags),
        tuple(problem for key in tags if (problem := now.stranger(key, tags[key]))),
        headers,
        made_rows(headers),
        now,
    )


def _source(
    now: Terms, tags: Mapping[str, str], sources: tuple[tuple[str, Mapping[str, str]], ...]
) -> str:
    lead = next((key for key in (*now.required, *tags) if key in tags), None)
    if lead is None:
        return "none"
    return next((name for name, given in sources if lead in given), "environment")
