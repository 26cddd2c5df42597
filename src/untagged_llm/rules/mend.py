"""The mend of missing ownership, in words: which carrier to give, and what to put in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.rules.rows import accepted, carrier_of, sdk_of, wants_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from untagged_llm.model import CarrierUse, Judged, Site
    from untagged_llm.rules.context import Context
    from untagged_llm.sdks.schema import Carrier

HEADERS: Mapping[str, str] = {
    "team_id": "x-owner-team",
    "service_name": "x-owner-service",
    "project_id": "x-owner-project",
    "environment": "x-owner-env",
    "trace_id": "x-trace-id",
}
NOWHERE = "it takes no ownership metadata; send it through a gateway that adds the owner"
TAKE_HEADERS = frozenset({"post", "request", "stream", "ws_connect", "fetch"})
"""Functions of HTTP clients that take `headers=`; `urlopen` and helpers of a project do not."""


def mend(judged: Judged, context: Context) -> str:
    """What to write at the site so that it is owned: "pass default_headers={...}"."""
    site, missing = judged.site, judged.ownership.missing
    begun = _begun(site, context)
    if begun is not None:
        return f"add {_pairs(missing, begun.reach)} to {_named(begun, context)}"
    carrier = _best(accepted(site, context.settings), context)
    if carrier is not None:
        return _given(carrier, site, missing)
    return _elsewhere(judged, context)


def takes_tags(site: Site, context: Context) -> bool:
    """Whether the site itself can be given an owner in a way that the policy accepts."""
    if sdk_of(site, context.settings) is None:
        return bool(site.accepts)
    return _best(accepted(site, context.settings), context) is not None


def _begun(site: Site, context: Context) -> CarrierUse | None:
    """A carrier that the site already gives and that counts: the rest belongs there too."""
    level = "construct" if site.kind == "construct" else "call"
    uses = [use for use in site.carriers if use.level == level and _takes(use, context)]
    return next((use for use in uses if use.tags), uses[0] if uses else None)


def _named(use: CarrierUse, context: Context) -> str:
    """ "default_headers", or "labels in config"."""
    row = carrier_of(use, context.settings)
    inside = row.inside if row else None
    return f"{inside} in {use.param}" if inside and inside.isidentifier() else use.param


def _takes(use: CarrierUse, context: Context) -> bool:
    if use.reach not in context.policy.accept:
        return False
    row = carrier_of(use, context.settings)
    return row is None or (row.arbitrary_keys and row.requires is None)


def _elsewhere(judged: Judged, context: Context) -> str:
    site = judged.site
    if site.sdk == "raw-http":
        return _by_plain_http(judged)
    if site.accepts and sdk_of(site, context.settings) is None:
        return f"pass the tags in {site.accepts[0]}="
    client = context.construct(site.client_site_id) if site.client_site_id else None
    carrier = _best(accepted(client.site, context.settings), context) if client else None
    if client is None or carrier is None:
        return NOWHERE
    content = _content(carrier, client.site, judged.ownership.missing)
    return f"give its client {carrier.param}={content}"


def _by_plain_http(judged: Judged) -> str:
    pairs = _pairs(judged.ownership.missing, "http-header")
    elsewhere = any(use.param == "headers" for use in judged.site.carriers)
    if elsewhere or judged.site.callable.rpartition(".")[2] not in TAKE_HEADERS:
        return f"add {pairs} to the headers it is sent with"
    return f"pass headers={{{pairs}}}"


def _best(carriers: Sequence[Carrier], context: Context) -> Carrier | None:
    accept = context.policy.accept
    fit = [each for each in carriers if each.arbitrary_keys and each.reaches in accept]
    return min(fit, key=_awkwardness, default=None)


def _awkwardness(carrier: Carrier) -> tuple[bool, bool, bool]:
    return (carrier.requires is not None, carrier.fix is None, carrier.reaches != "http-header")


def _given(carrier: Carrier, site: Site, keys: Sequence[str]) -> str:
    """The mend of one carrier; where its parameter is given already, what is to be put inside."""
    content = _content(carrier, site, keys)
    if carrier.inside and content.startswith("{") and carrier.param in site.arguments:
        return f"add {content[1:-1]} to {carrier.param}"
    return f"pass {carrier.param}={content}"


def _content(carrier: Carrier, site: Site, keys: Sequence[str]) -> str:
    text = f"{{{_pairs(keys, carrier.reaches)}}}"
    if wants_json(site):
        text = f"json.dumps({text})"
    for name in reversed((carrier.inside or "").split(".")):
        if name.startswith("[]"):
            text = f"[{text}]"
        elif name.endswith("[]"):
            text = f'{{"{name[:-2]}": [{text}]}}'
        elif name:
            text = f'{{"{name}": {text}}}'
    return text


def _pairs(keys: Sequence[str], reach: str) -> str:
    return ", ".join(f'"{_spelt(key, reach)}": ...' for key in keys)


def _spelt(key: str, reach: str) -> str:
    if reach != "http-header":
        return key
    return HEADERS.get(key, f"x-owner-{key.replace('_', '-')}")
