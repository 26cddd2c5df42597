"""A finding and a site as JSON objects: the published, versioned shapes (`schemas/`)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from untagged_llm.model import Finding, Judged, Place, Range, Related

VERSION = 1
Json = dict[str, object]


def dumps(value: object, indent: int | None = None) -> str:
    """JSON that any encoding can carry: what is not ASCII is escaped."""
    return json.dumps(value, indent=indent)


def schema(name: str) -> Json:
    """The published JSON Schema of "finding", "site", "report" or "owners"."""
    text = (files(__package__) / "schemas" / f"{name}.schema.json").read_text("utf-8")
    loaded: Json = json.loads(text)
    return loaded


def finding_object(finding: Finding) -> Json:
    """A finding, field for field as `finding.schema.json` has it."""
    return {
        "path": finding.path,
        **_span(finding.range),
        "code": finding.code,
        "rule": finding.rule,
        "message": finding.message,
        "kind": finding.kind,
        "sdk": finding.sdk,
        "callable": finding.callable,
        "missing": list(finding.missing),
        "status": finding.status,
        "model": finding.model,
        "owner": finding.owner,
        "fix": finding.fix.applicability if finding.fix else None,
        "site_id": finding.site_id,
        "related": [_related(each) for each in finding.related],
    }


def site_object(judged: Judged) -> Json:
    """A site and its ownership, field for field as `site.schema.json` has it."""
    site, ownership = judged.site, judged.ownership
    return {
        "path": site.path,
        **_span(site.range),
        "kind": site.kind,
        "sdk": site.sdk,
        "callable": site.callable,
        "client": _line(site.client),
        "ownership": dict(ownership.tags),
        "open": ownership.open,
        "status": ownership.status,
        "reach": ownership.reach or None,
        "model": site.model,
        "stream": site.stream,
        "site_id": site.site_id,
    }


def _span(span: Range) -> Json:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _related(related: Related) -> Json:
    place = related.place
    return {"path": place.path, **_span(place.range), "message": related.message}


def _line(place: Place | None) -> str | None:
    return f"{place.path}:{place.range.line}" if place else None
