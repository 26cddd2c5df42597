"""Which carrier of a site gets the tags, and how they are written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.offer import Form, Give
from untagged_llm.policy.conditions import Condition
from untagged_llm.rules.rows import accepted, carrier_of, sdk_of, wants_json
from untagged_llm.sdks.schema import Carrier, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.fix.offer import Pair
    from untagged_llm.model import CarrierUse, Site
    from untagged_llm.rules import Context

GENERATION = ("generate_content", "generate_content_stream", "chats.create", "send_message")
TYPES = "google.genai.types"
OBJECTS: Mapping[tuple[str, str], tuple[tuple[str, ...], bool]] = {
    ("google_genai", "http_options"): ((f"{TYPES}.HttpOptions",), False),
    ("google_genai", "config"): ((f"{TYPES}.GenerateContentConfig",), False),
    ("llama_index", "http_options"): ((f"{TYPES}.HttpOptions",), False),
    ("google_adk", "generate_content_config"): ((f"{TYPES}.GenerateContentConfig",), False),
    ("google_adk", "run_config"): (("google.adk.agents.run_config.RunConfig",), True),
    ("openai_agents", "model_settings"): (("agents.ModelSettings",), True),
    ("openai_agents", "run_config"): (("agents.RunConfig", "agents.ModelSettings"), True),
}
"""Classes that build an argument's value, and whether a mapping would be refused."""


RUN_HEADERS = Carrier(
    "openai_agents",
    "run_headers",
    "run_config",
    "http-header",
    ("call",),
    inside="model_settings.extra_headers",
    fix="call",
)
"""What a run hands to its model: the registry has it at the objects in between, as carriers
of their own."""


def begun(site: Site, context: Context) -> CarrierUse | None:
    """A carrier that the site already gives and that counts: the rest belongs there too."""
    level = "construct" if site.kind == "construct" else "call"
    uses = (use for use in site.carriers if use.level == level and use.tags and use.param != "**")
    return next((use for use in uses if _extends(use, site, context)), None)


def _extends(use: CarrierUse, site: Site, context: Context) -> bool:
    if use.reach not in context.policy.accept:
        return False
    row = carrier_of(use, context.settings)
    return row is None or (row.arbitrary_keys and _is_met(row, site))


def ranked(site: Site, context: Context) -> tuple[Carrier, ...]:
    """The carriers of the site that the policy accepts, the best first."""
    if sdk_of(site, context.settings) is None:
        return tuple(_undeclared(site, context))
    rows = accepted(site, context.settings)
    if site.sdk == "openai_agents" and site.call_kind == "agent":
        rows = (*rows, RUN_HEADERS)
    fit = (row for row in rows if _fits(row, site, context))
    return tuple(sorted(fit, key=lambda row: (row.fix is None, row.reaches != "http-header")))


def _fits(row: Carrier, site: Site, context: Context) -> bool:
    return row.arbitrary_keys and row.reaches in context.policy.accept and _is_met(row, site)


def _is_met(row: Carrier, site: Site) -> bool:
    """Whether the provider's condition is met as the call stands; in doubt it is not."""
    if row.requires is None:
        return True
    if row.requires.startswith("Vertex"):
        given = (site.arguments.get(f"client.{name}") for name in ("vertexai", "enterprise"))
        return any(each is not None and each.value == "True" for each in given)
    condition = Condition.read(row.requires)
    return condition is not None and condition.verdict(site.arguments) == "met"


def _undeclared(site: Site, context: Context) -> Iterator[Carrier]:
    """Plain HTTP and wrappers of the project: what they take is known by name only."""
    if site.sdk == "raw-http":
        if site.callable.rpartition(".")[2] != "urlopen":
            yield Carrier("raw-http", "headers", "headers", "http-header", ("call",))
        return
    reaches = {
        carrier.param: carrier.reach
        for wrapper in context.settings.wrappers
        for carrier in wrapper.carriers
    }
    for param in site.accepts:
        reach = reaches.get(param, "gateway")
        if reach in context.policy.accept:
            yield Carrier(site.sdk, param, param, reach, ("call",))  # type: ignore[arg-type]


def room(row: Carrier, site: Site) -> int | None:
    """How many pairs more the carrier takes; None without a limit."""
    limits: Limits = row.limits
    if limits.pairs is None:
        return None
    own = [use for use in site.carriers if use.carrier == row.id]
    return limits.pairs - sum(len(use.tags) for use in own)


def give(row: Carrier, site: Site, pairs: tuple[Pair, ...]) -> Give:
    """The change that puts `pairs` into a carrier of the site."""
    made_by, imported = _object(row, site)
    given = site.arguments.get(row.param)
    return Give(
        param=row.param,
        pairs=pairs,
        inside=tuple((row.inside or "").split(".")) if row.inside else (),
        form=_form(row, site),
        made_by=made_by,
        imported=imported,
        position=row.position,
        may_be_none=given is not None and given.kind != "mapping" and not row.inside,
        beside=given is not None and given.kind == "mapping" and not _held(row, site),
    )


def _held(row: Carrier, site: Site) -> bool:
    """Whether the argument's mapping has an entry where the carrier is to go."""
    step = (row.inside or "").partition(".")[0]
    return any(name.startswith(f"{row.param}.{step}") for name in site.arguments)


def _object(row: Carrier, site: Site) -> tuple[tuple[str, ...], bool]:
    if (row.sdk, row.param) == ("google_genai", "config"):
        path = site.callable.partition(".Client.")[2] or site.callable
        if not any(path.endswith((each, f"{each}_stream")) for each in GENERATION):
            return (), False
    return OBJECTS.get((row.sdk, row.param), ((), False))


def _form(row: Carrier, site: Site) -> Form:
    if wants_json(site) and row.param == "requestMetadata":
        return "json"
    if row.shape.startswith(("tuple[tuple", "Sequence[tuple")):
        return "tuples"
    if row.shape.startswith("list[{'key'"):
        return "key-values"
    return "lines" if (row.inside or "").endswith("CUSTOM_HEADERS") else "mapping"
