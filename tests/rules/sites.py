"""Sites made by hand, and a context around them: what the rules would see of a program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.model import (
    Argument,
    CarrierUse,
    Finding,
    Judged,
    Level,
    Ownership,
    Place,
    Range,
    Site,
    Status,
    Tag,
)
from untagged_llm.policy.policy import Policy
from untagged_llm.policy.settings import Settings
from untagged_llm.rules import Context, run_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATH = "app.py"
REQUIRED = ("team_id", "service_name", "project_id")
OWNER = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


def place(line: int, path: str = PATH) -> Place:
    return Place(path, Range(line, 1, line, 80))


def use(
    tags: Mapping[str, str | None],
    *,
    carrier: str = "default_headers",
    sdk: str = "openai",
    reach: str = "http-header",
    level: Level = "construct",
    line: int = 1,
    open: bool = False,
) -> CarrierUse:
    pairs = tuple(Tag(key, value, place(line)) for key, value in tags.items())
    param = carrier.partition("_chat")[0]
    return CarrierUse(sdk, carrier, param, reach, level, pairs, open, place(line), "a parameter")


def literals(line: int = 1, /, **values: str) -> dict[str, Argument]:
    return {name: Argument("literal", value, place(line)) for name, value in values.items()}


def construct(
    status: Status = "unowned",
    *,
    line: int = 1,
    sdk: str = "openai",
    client_id: str = "client",
    text: str = "OpenAI",
    accepts: tuple[str, ...] = ("default_headers", "default_query"),
    tags: Mapping[str, str | None] | None = None,
    carriers: tuple[CarrierUse, ...] = (),
    path: str = PATH,
    **facts: object,
) -> Judged:
    site = Site(
        path=path,
        range=Range(line, 1, line, 20),
        kind="construct",
        sdk=sdk,
        client_id=client_id,
        callable=f"{sdk}.{text}",
        text=text,
        site_id=f"{path}:{line}",
        scope="",
        name_line=line,
        accepts=accepts,
        carriers=carriers,
        **facts,  # type: ignore[arg-type]
    )
    return Judged(site, ownership(status, tags))


def call(
    status: Status = "unowned",
    *,
    line: int = 2,
    client: Judged | None = None,
    sdk: str = "openai",
    client_id: str = "client",
    target: str = "OpenAI.chat.completions.create",
    text: str = "client.chat.completions.create",
    call_kind: str = "chat",
    accepts: tuple[str, ...] = ("metadata_chat", "extra_headers", "extra_body"),
    tags: Mapping[str, str | None] | None = None,
    carriers: tuple[CarrierUse, ...] = (),
    **facts: object,
) -> Judged:
    site = Site(
        path=PATH,
        range=Range(line, 1, line, 40),
        kind="call",
        sdk=sdk,
        client_id=client_id,
        callable=f"{sdk}.{target}",
        text=text,
        site_id=f"{PATH}:{line}",
        scope="",
        name_line=line,
        call_kind=call_kind,
        client=Place(client.site.path, client.site.range) if client else None,
        client_site_id=client.site.site_id if client else None,
        accepts=accepts,
        carriers=carriers,
        **facts,  # type: ignore[arg-type]
    )
    return Judged(site, ownership(status, tags))


def ownership(status: Status, tags: Mapping[str, str | None] | None = None) -> Ownership:
    known = dict(tags or (OWNER if status == "owned" else {}))
    missing = tuple(key for key in REQUIRED if key not in known)
    return Ownership(status, known, missing, status == "unverifiable", "")


def context(judged: Sequence[Judged], settings: Settings | None = None) -> Context:
    settings = settings or Settings(root=Path())
    by_id = {each.site.site_id: each for each in judged}
    return Context(
        path=PATH,
        judged=tuple(each for each in judged if each.site.path == PATH),
        policy=Policy.from_settings(settings),
        settings=settings,
        catalog=None,
        calls_of=lambda id: [each for each in judged if each.site.client_site_id == id],
        construct=by_id.get,
        project=judged,
    )


def found(code: str, *judged: Judged, settings: Settings | None = None) -> list[Finding]:
    return list(run_rules(context(judged, settings), {code}))


def messages(code: str, *judged: Judged, settings: Settings | None = None) -> list[str]:
    return [finding.message for finding in found(code, *judged, settings=settings)]
