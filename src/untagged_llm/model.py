"""Everybody's vocabulary: what flows between the layers. Frozen; imports nothing of ours.

Lines and columns start at 1; columns count characters. Paths are posix, relative to the
working directory where that is possible.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["construct", "call"]
Status = Literal["owned", "partial", "unowned", "unverifiable", "traced-only"]
Level = Literal["construct", "derive", "call", "module", "ambient"]
Applicability = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True)
class Range:
    """A span of source; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a file."""

    path: str
    range: Range


@dataclass(frozen=True, slots=True)
class Related:
    """A place that explains a finding ("built here without team_id")."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One pair of a metadata mapping, spelled as the code spells it.

    `value` is None when it is only known at run time. `place` is where the pair is written.
    """

    key: str
    value: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class CarrierUse:
    """A carrier that was given something: what the checker could see inside.

    `carrier` is the registry's id, `param` the keyword as written, `reach` and `level` how far
    the tags travel and who gave them. `open` says that the mapping may hold more than `tags`
    (a spread, a call we cannot follow); `why_open` says so in words. `value_place` spans the
    argument's value, or the whole assignment for a module attribute.
    """

    sdk: str
    carrier: str
    param: str
    reach: str
    level: Level
    tags: tuple[Tag, ...]
    open: bool
    value_place: Place
    why_open: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """A keyword argument of a site, as far as rules ask for it.

    `kind`: "literal" (`value` holds str(value), exact for strings), "env" (`value` is the
    environment variable's name), "mapping" (a dict display; `value` is None) or "dynamic".
    """

    kind: Literal["literal", "env", "mapping", "dynamic"]
    value: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Retry:
    """Something outside the SDK that calls the site again: a decorator or a loop."""

    by: str
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a resolution trace: what was learnt where (`explain PATH:LINE`)."""

    place: Place
    note: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place in code: a client construction or a billable call.

    `sdk` is the registry's id; `client_id` and `call_kind` ("chat", "embedding", ...) its rows.
    `callable` is the canonical callee: "openai.OpenAI", or for a call
    "openai.OpenAI.chat.completions.create". `text` is the callee as written. `client` is the
    construction that the call's client came from, if it was found; `client_site_id` its id.
    `carriers` are all uses that act on this site, innermost (call) first, the ambient ones of
    `with owner(...)` among them. `open_arguments` is true when a `**mapping` that cannot be
    seen into may carry any argument. `confidence` is "resolved" when the client was followed
    to the SDK, "shape" when the attribute path alone gives it away.
    """

    path: str
    range: Range
    kind: Kind
    sdk: str
    client_id: str
    callable: str
    text: str
    site_id: str
    scope: str
    name_line: int
    call_kind: str = ""
    client: Place | None = None
    client_site_id: str | None = None
    carriers: tuple[CarrierUse, ...] = ()
    accepts: tuple[str, ...] = ()
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    open_arguments: bool = False
    model: str | None = None
    stream: bool | None = None
    retry: Retry | None = None
    token_estimate: Place | None = None
    base_url: str | None = None
    confidence: Literal["resolved", "shape"] = "resolved"
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Ownership:
    """A site seen through a policy.

    `tags`: canonical key to value, None when dynamic. `missing`: required keys that are not
    there, in the policy's order. `reach`: the farthest reach that carries a tag, "" if none.
    """

    status: Status
    tags: Mapping[str, str | None]
    missing: tuple[str, ...]
    open: bool
    reach: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend that the fixer can make; `choose`: once somebody has chosen among several owners."""

    applicability: Applicability
    message: str
    choose: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken at one site (or, for ULM000/ULM001, at one place of a file)."""

    path: str
    range: Range
    code: str
    rule: str
    message: str
    kind: Kind | None = None
    sdk: str | None = None
    callable: str | None = None
    missing: tuple[str, ...] = ()
    status: Status | None = None
    model: str | None = None
    owner: str | None = None
    fix: Fix | None = None
    site_id: str | None = None
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read or parsed. `message` is one clear sentence."""

    path: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class FileSites:
    """What the analysis says of one file.

    `error` says why all of it could not be read; `faults` which cells of a notebook could not,
    while the others were.
    """

    path: str
    sites: tuple[Site, ...] = ()
    error: Unreadable | None = None
    faults: tuple[Unreadable, ...] = ()

    @property
    def errors(self) -> tuple[Unreadable, ...]:
        """All that could not be read."""
        return (self.error,) if self.error else self.faults


@dataclass(frozen=True, slots=True)
class Judged:
    """A site and what the policy in force for its file says of it."""

    site: Site
    ownership: Ownership


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of `check` or `inventory` found; everything a reporter may show.

    `suppressed` counts silenced findings by what silenced them: "noqa", "ignore", "baseline",
    "per-file-ignores", "diff". `files` is how many files were looked at.
    """

    findings: tuple[Finding, ...] = ()
    judged: tuple[Judged, ...] = ()
    errors: tuple[Unreadable, ...] = ()
    suppressed: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
