"""Sites made by hand, and what the default policy says of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.model import Argument, CarrierUse, Level, Ownership, Place, Range, Site, Tag
from untagged_llm.policy import Policy, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Place("app.py", Range(1, 1, 1, 9))
OWNER = {"team_id": "search", "service_name": "qa", "project_id": "p1"}


def use(
    tags: Mapping[str, str | None],
    carrier: str = "default_headers",
    reach: str = "http-header",
    *,
    level: Level = "construct",
    open: bool = False,
    sdk: str = "openai",
) -> CarrierUse:
    pairs = tuple(Tag(key, value, HERE) for key, value in tags.items())
    return CarrierUse(sdk, carrier, carrier, reach, level, pairs, open, HERE)


def traced(tags: Mapping[str, str | None]) -> CarrierUse:
    return use(tags, "metadata", "local-trace", sdk="langchain_openai")


def site(
    *carriers: CarrierUse,
    open_arguments: bool = False,
    accepts: tuple[str, ...] = ("extra_headers",),
    arguments: Mapping[str, str | None] | None = None,
) -> Site:
    """A call; an argument that is None is only known at run time."""
    return Site(
        path="app.py",
        range=HERE.range,
        kind="call",
        sdk="openai",
        client_id="client",
        callable="openai.OpenAI.chat.completions.create",
        text="client.chat.completions.create",
        site_id="app:1",
        scope="",
        name_line=1,
        carriers=carriers,
        open_arguments=open_arguments,
        accepts=accepts,
        arguments={
            name: Argument("dynamic" if value is None else "literal", value, HERE)
            for name, value in (arguments or {}).items()
        },
    )


def judge(*carriers: CarrierUse, settings: Settings | None = None) -> Ownership:
    return judge_site(site(*carriers), settings)


def judge_site(each: Site, settings: Settings | None = None) -> Ownership:
    return Policy.from_settings(settings or Settings(root=Path())).judge(each)
