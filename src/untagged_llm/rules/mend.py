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


def mend(judged: Judged, context: Context) -> str:
    """What to write at the site so that it is owned: "pass default_headers={...}"."""
    site, missing = judged.site, judged.ownership.missing
    begun = _begun(site, context)
    if begun is not None:
        return f"add {_pairs(missing, begun.reach)} to {begun.param}"
    carrier = _best(accepted(site, context.settings), context)
    if carrier is not None:
        return f"pass {_written(carrier, site, missing)}"
    return _elsewhere(judged, context)


def takes_tags(site: Site, context: Context) -> bool:
    """Whether the site itself can be given an owner in a way that the policy accepts."""
    if sdk_of(site, context.settings) is None:
        return bool(site.accepts)
    return _best(accepted(site, context.settings), context) is not None


def _begun(site: Site, context: Context) -> CarrierUse | None:
    """A carrier that the site already gives and that counts: the rest belongs there too."""
    level = "construct" if site.kind == "construct" else "call"
    uses = (use for use in site.carriers if use.level == level and use.tags)
    return next((use for use in uses if _takes(use, context)), None)


def _takes(use: CarrierUse, context: Context) -> bool:
    if use.reach not in context.policy.accept:
        return False
    row = carrier_of(use, context.settings)
    return row is None or (row.arbitrary_keys and row.requires is None)


def _elsewhere(judged: Judged, context: Context) -> str:
    site = judged.site
    if site.sdk == "raw-http":
        return f"pass headers={{{_pairs(judged.ownership.missing, 'http-header')}}}"
    if site.accepts and sdk_of(site, context.settings) is None:
        return f"pass the tags in {site.accepts[0]}="
    client = context.construct(site.client_site_id) if site.client_site_id else None
    carrier = _best(accepted(client.site, context.settings), context) if client else None
    if client is None or carrier is None:
        return NOWHERE
    return f"give its client {_written(carrier, client.site, judged.ownership.missing)}"


def _best(carriers: Sequence[Carrier], context: Context) -> Carrier | None:
    accept = context.policy.accept
    fit = [each for each in carriers if each.arbitrary_keys and each.reaches in accept]
    return min(fit, key=_awkwardness, default=None)


def _awkwardness(carrier: Carrier) -> tuple[bool, bool, bool]:
    return (carrier.requires is not None, carrier.fix is None, carrier.reaches != "http-header")


def _written(carrier: Carrier, site: Site, keys: Sequence[str]) -> str:
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
    return f"{carrier.param}={text}"


def _pairs(keys: Sequence[str], reach: str) -> str:
    return ", ".join(f'"{_spelt(key, reach)}": ...' for key in keys)


def _spelt(key: str, reach: str) -> str:
    if reach != "http-header":
        return key
    return HEADERS.get(key, f"x-owner-{key.replace('_', '-')}")
