"""Every key of the configuration: what validates it, merges it, documents it.

To add one: a row here, a field of the same name in `Settings`, then
`python -m untagged_llm.policy.schema`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from untagged_llm.policy import kinds
from untagged_llm.policy.wrapping import WRAPPERS

if TYPE_CHECKING:
    from untagged_llm.policy.kinds import Kind

Merge = Literal["nearest", "by-name", "append"]
Base = Literal["none", "path", "pattern"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `default` is TOML, as the documentation shows it.

    `merge` says what a nested file does to an outer one's value: replace it, merge the tables
    name by name, or append to it. `base` says what strings are relative to the file's folder.
    """

    name: str
    kind: Kind
    default: str
    doc: str
    merge: Merge = "nearest"
    base: Base = "none"

    @property
    def field(self) -> str:
        """The name in `Settings`."""
        return self.name.replace("-", "_")


KEYS: tuple[Key, ...] = (
    Key(
        "required",
        kinds.TAGS,
        '["team_id", "service_name", "project_id"]',
        "Tags that every request must carry.",
    ),
    Key("optional", kinds.TAGS, "[]", "Tags that are welcome, and listed where they are given."),
    Key(
        "spellings",
        kinds.SPELLINGS,
        "{}",
        'More spellings of a tag: `squad = "team_id"`. A key that is not built in '
        '(`bu = "business_unit"`) becomes a tag that `required` may name.',
        merge="by-name",
    ),
    Key(
        "values",
        kinds.VALUES_BY_TAG,
        "{}",
        'The values that a tag may have: `team_id = ["growth", "search"]`.',
        merge="by-name",
    ),
    Key(
        "owners",
        kinds.TAGS_BY_PATTERN,
        "{}",
        'Who owns the files that match: `"src/search/**" = { team_id = "search" }`. The last '
        "pattern that says a tag decides; `fix` writes it.",
        merge="by-name",
        base="pattern",
    ),
    Key(
        "accept",
        kinds.REACHES,
        '["billing", "provider-log", "invocation-log", "gateway", "http-header", "body", "query"]',
        "Which reaches count as owned. By default all that leave the process; "
        "`local-trace` does not.",
    ),
    Key(
        "enforce",
        kinds.choice("client", "call", "either"),
        '"either"',
        "Where tags must be given: at the client's construction, at each call, or at either.",
    ),
    Key(
        "gateway",
        kinds.GATEWAY,
        "",
        "How tags are spelled when they are written. Those of every gateway are understood.",
    ),
    Key(
        "gateway-url",
        kinds.URL,
        "",
        "The gateway that requests must go through; ULM108 reports those that do not.",
    ),
    Key(
        "catalog",
        kinds.STRINGS,
        "[]",
        "Files that say who may own: `owners.toml`, `catalog-info.yaml`, `CODEOWNERS` and "
        "others; globs too.",
        base="path",
    ),
    Key(
        "wrappers",
        WRAPPERS,
        "[]",
        "In-house callables: `{name, kind, sdk, client, carriers, model}`.",
    ),
    Key(
        "sdk-tables",
        kinds.STRINGS,
        "[]",
        "More SDK tables, in the form of the bundled ones.",
        base="path",
    ),
    Key("select", kinds.CODES, "[]", "Rules to use instead of the default ones: codes, prefixes."),
    Key("ignore", kinds.CODES, "[]", "Rules not to use."),
    Key(
        "extend-select",
        kinds.CODES,
        "[]",
        "Rules to use besides the selected ones.",
        merge="append",
    ),
    Key(
        "per-file-ignores",
        kinds.CODES_BY_PATTERN,
        "{}",
        'Rules not to use in files that match: `"tests/**" = ["ULM1"]`.',
        merge="by-name",
        base="pattern",
    ),
    Key(
        "exclude",
        kinds.STRINGS,
        "[]",
        "Patterns of files to leave out, instead of the default ones.",
        base="pattern",
    ),
    Key(
        "extend-exclude",
        kinds.STRINGS,
        "[]",
        "Patterns of files to leave out besides those.",
        merge="append",
        base="pattern",
    ),
    Key(
        "baseline",
        kinds.TEXT,
        "",
        "The file of known findings; only new ones fail.",
        base="path",
    ),
    Key(
        "require-reason",
        kinds.FLAG,
        "false",
        "Whether an own suppression comment must give a reason.",
    ),
    Key(
        "rates",
        kinds.TABLE,
        "{}",
        'Prices laid over the rate card: `files = ["rates.toml"]`, or `entry`, `alias` and '
        "`discount` tables.",
    ),
    Key(
        "runtime",
        kinds.TABLE,
        "{}",
        'What the runtime does with requests: `on-missing = "raise"`, `sinks = ["usage.jsonl"]`.',
        merge="by-name",
    ),
    Key(
        "min-owned",
        kinds.PERCENT,
        "",
        'The share of sites that must be owned, such as `"80%"`.',
    ),
)

ROOT = Key(
    "root", kinds.FLAG, "false", "Whether the search for configurations of outer folders ends here."
)

BY_NAME = {key.name: key for key in (*KEYS, ROOT)}
