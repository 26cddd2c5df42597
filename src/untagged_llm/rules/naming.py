"""How messages name a site, the keys it lacks and the places that explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from untagged_llm.model import Related

if TYPE_CHECKING:
    from collections.abc import Sequence

    from untagged_llm.model import Judged, Site

LONGEST = 48
"""Characters of a callee as written before its last names stand for it."""
FORWARDERS = frozenset({"field", "partial", "partialmethod"})
"""Functions that are given the callee: the reader looks for that, not for them."""


def called(site: Site) -> str:
    """The site as a reader knows it: "OpenAI()", "client.chat.completions.create()"."""
    text = "".join(site.text.split())
    if not text or len(text) > LONGEST or "(" in text or text.split(".")[-1] in FORWARDERS:
        text = ".".join(site.callable.split(".")[-3:]) if site.kind == "call" else _last(site)
    return f"{text}()"


def listed(keys: Sequence[str], word: str = "and") -> str:
    """Several words as prose: "team_id, service_name and project_id"."""
    if len(keys) < 2:
        return "".join(keys)
    return f"{', '.join(keys[:-1])} {word} {keys[-1]}"


def host_of(url: str) -> str:
    """The host of a URL, with or without its scheme: "api.openai.com"."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    return parts.netloc.rpartition("@")[2].lower()


def lack(judged: Judged) -> str:
    """What is wrong with a site that nobody owns."""
    if judged.ownership.status == "traced-only":
        return "has an owner only inside this process, where its tags stay"
    return "has no owner"


def absent(judged: Judged, required: Sequence[str]) -> str:
    """What is not there: "an owner" when all required keys are missing, else the keys."""
    missing = judged.ownership.missing
    return "an owner" if len(missing) == len(required) else listed(missing, "or")


def built_here(judged: Judged, required: Sequence[str]) -> tuple[Related, ...]:
    """The construction of a call's client, as a related place."""
    client = judged.site.client
    if client is None:
        return ()
    return (Related(client, f"built here without {absent(judged, required)}"),)


def _last(site: Site) -> str:
    return site.callable.rpartition(".")[2]
