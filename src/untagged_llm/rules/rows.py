"""What the registry says of a site: its SDK, its call's row, the carriers it accepts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.sdks import registry

if TYPE_CHECKING:
    from untagged_llm.model import CarrierUse, Site
    from untagged_llm.policy.settings import Settings
    from untagged_llm.sdks.load import Registry
    from untagged_llm.sdks.schema import Call, Carrier, Sdk

AS_JSON = frozenset({"invoke_model", "invoke_model_with_response_stream"})


def wants_json(site: Site) -> bool:
    """Whether a mapping must be given to the call as JSON text: boto3 on InvokeModel."""
    return site.callable.rpartition(".")[2] in AS_JSON


def sdk_of(site: Site, settings: Settings) -> Sdk | None:
    """The site's SDK; None for plain HTTP and for wrappers of the project."""
    known = _registry(settings)
    return known.sdk(site.sdk) if site.sdk in known.ids else None


def call_path(site: Site, settings: Settings) -> str:
    """The attribute path of a call below its client, "" when the registry has no such path."""
    return max(_paths(site, settings), key=len, default="")


def call_row(site: Site, settings: Settings) -> Call | None:
    """The registry's row of a call."""
    return _paths(site, settings).get(call_path(site, settings))


def accepted(site: Site, settings: Settings) -> tuple[Carrier, ...]:
    """The rows of the carriers that the site itself accepts."""
    rows = (_carrier(site.sdk, each, settings) for each in site.accepts)
    return tuple(row for row in rows if row is not None)


def carrier_of(use: CarrierUse, settings: Settings) -> Carrier | None:
    """The row of a carrier in use; None for those of wrappers, gateways and our own runtime."""
    return _carrier(use.sdk, use.carrier, settings)


def _carrier(sdk_id: str, carrier_id: str, settings: Settings) -> Carrier | None:
    known = _registry(settings)
    if sdk_id not in known.ids and ":" not in carrier_id:
        return None
    try:
        return known.carrier(sdk_id, carrier_id)
    except KeyError:
        return None


def _paths(site: Site, settings: Settings) -> dict[str, Call]:
    sdk = sdk_of(site, settings)
    return {
        path: call
        for call in (sdk.calls if sdk else ())
        for path in (*call.paths, *call.async_paths)
        if site.callable.endswith(f".{path}") and call.kind == site.call_kind
    }


def _registry(settings: Settings) -> Registry:
    return registry(tuple(Path(settings.root, table) for table in settings.sdk_tables))
