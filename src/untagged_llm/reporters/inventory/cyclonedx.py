"""CycloneDX 1.6 (JSON): an LLM bill of materials.

A service for each SDK that is called, a component for each model it is asked for, and in its
evidence every place that asks for it. Nothing depends on the time or the machine of the run.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from untagged_llm.model import Judged, Report
from untagged_llm.reporters.objects import Json, dumps
from untagged_llm.reporters.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.reporters.options import RenderOptions

NAME = "cyclonedx"
UNKNOWN_MODEL = "(model only known at run time)"
_CLIENTS = "(client)"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """One document."""
    groups = _grouped(report)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"tools": {"components": [_tool(options)]}},
        "components": [_component(sdk, name, sites) for (sdk, name), sites in groups],
        "services": [_service(sdk) for sdk in _sdks(groups)],
        "dependencies": [_dependency(sdk, groups) for sdk in _sdks(groups)],
    }
    yield dumps(document, indent=2) + "\n"


_Groups = list[tuple[tuple[str, str], list[Judged]]]


def _grouped(report: Report) -> _Groups:
    ordered = sorted(report.judged, key=_key)
    return [(key, list(sites)) for key, sites in groupby(ordered, key=_key)]


def _key(judged: Judged) -> tuple[str, str]:
    site = judged.site
    unnamed = _CLIENTS if site.kind == "construct" else UNKNOWN_MODEL
    return site.sdk, site.model or unnamed


def _sdks(groups: _Groups) -> list[str]:
    return sorted({sdk for (sdk, _), _ in groups})


def _tool(options: RenderOptions) -> Json:
    return {"type": "application", "name": "untagged-llm", "version": options.version}


def _component(sdk: str, name: str, sites: list[Judged]) -> Json:
    return {
        "type": "library" if name == _CLIENTS else "machine-learning-model",
        "bom-ref": _reference(sdk, name),
        "group": sdk,
        "name": printable(f"{sdk} client" if name == _CLIENTS else name),
        "properties": list(_properties(sites)),
        "evidence": {"occurrences": [_occurrence(judged) for judged in sites]},
    }


def _service(sdk: str) -> Json:
    return {"bom-ref": _reference(sdk), "provider": {"name": sdk}, "name": sdk}


def _dependency(sdk: str, groups: _Groups) -> Json:
    provided = [_reference(*key) for key, _ in groups if key[0] == sdk]
    return {"ref": _reference(sdk), "dependsOn": provided}


def _reference(*parts: str) -> str:
    return "llm:" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)


def _properties(sites: list[Judged]) -> Iterator[Json]:
    """How many places have which status, and who owns them."""
    for status, count in sorted(Counter(judged.ownership.status for judged in sites).items()):
        yield {"name": f"untagged-llm:sites:{status}", "value": str(count)}
    tags = {(key, value) for each in sites for key, value in each.ownership.tags.items() if value}
    for key, value in sorted((key, str(value)) for key, value in tags):
        yield {"name": f"untagged-llm:owner:{key}", "value": printable(value)}


def _occurrence(judged: Judged) -> Json:
    site = judged.site
    return {
        "bom-ref": f"{site.site_id}:{site.range.line}:{site.range.column}",
        "location": site.path,
        "line": site.range.line,
        "offset": site.range.column,
        "symbol": site.callable,
        "additionalContext": f"{site.kind}, {judged.ownership.status}",
    }
