"""The configuration's JSON Schema and the table of its documentation, out of the table of keys.

`python -m untagged_llm.policy.schema` writes both.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.policy.gateways import gateway, gateway_ids
from untagged_llm.policy.keys import KEYS, ROOT, Key
from untagged_llm.policy.reaches import RANKS
from untagged_llm.policy.tags import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = Path(__file__).with_name("config.schema.json")
DOCS = Path("docs") / "configuration.md"


def schema() -> str:
    """The JSON Schema of `untagged-llm.toml`, which is that of `[tool.untagged-llm]` too."""
    properties = {key.name: _property(key) for key in (*KEYS, ROOT)}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "untagged-llm configuration",
        "description": "untagged-llm.toml, or [tool.untagged-llm] in pyproject.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _property(key: Key) -> dict[str, object]:
    return {"description": key.doc, **key.kind.schema}


def tables() -> dict[str, str]:
    """The generated parts of the documentation by name."""
    return {
        "keys": "\n".join(_key_table()),
        "tags": "\n".join(_tag_table()),
        "reaches": "\n".join(_reach_table()),
        "gateways": "\n".join(_gateway_table()),
    }


def _key_table() -> Iterator[str]:
    yield "| key | type | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for key in (*KEYS, ROOT):
        default = f"`{key.default}`" if key.default else "-"
        yield f"| `{key.name}` | {key.kind.label} | {default} | {key.doc} |"


def _tag_table() -> Iterator[str]:
    yield "| tag | also |"
    yield "| --- | --- |"
    for tag, others in TAGS.items():
        words = [f"`{word}`" for word in others]
        if tag == "service_name":
            words.append("`x-owner-product`")
        yield f"| `{tag}` | {', '.join(words) or '-'} |"


def _reach_table() -> Iterator[str]:
    yield "| reach | counts by default |"
    yield "| --- | --- |"
    for reach in RANKS:
        yield f"| `{reach}` | {'no' if reach == 'local-trace' else 'yes'} |"


def _gateway_table() -> Iterator[str]:
    yield "| `gateway` | for | spellings |"
    yield "| --- | --- | --- |"
    for id in gateway_ids():
        yield f"| `{id}` | {gateway(id).title} | {gateway(id).docs} |"


def with_tables(page: str) -> str:
    """`page` with what stands between each pair of `<!-- name -->` marks made anew."""
    for name, table in tables().items():
        head, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, tail = rest.partition(f"<!-- /{name} -->")
        page = f"{head}{start}{table}\n{end}{tail}" if end else page
    return page


def main() -> None:
    """Write the schema, and the documentation's tables when run in a checkout."""
    SCHEMA.write_text(schema(), encoding="utf-8")
    if DOCS.is_file():
        DOCS.write_text(with_tables(DOCS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
