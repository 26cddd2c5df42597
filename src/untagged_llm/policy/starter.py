"""A first configuration for a repository, from what its files already say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from untagged_llm.policy.clues import Clues, clues_in
from untagged_llm.policy.gateways import gateway
from untagged_llm.policy.tags import TAGS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DEFAULT_REQUIRED = ("team_id", "service_name", "project_id")


def propose(root: Path) -> str:
    """The text of an `untagged-llm.toml` for the repository at `root`, with comments.

    Says where each guess comes from; what was not found stands there as a comment.
    """
    clues = clues_in(root)
    parts = (_head(), _required(clues), _gateway(clues), _catalog(clues), _rules())
    tables = (_spellings(clues), _values(clues), _per_file_ignores(clues))
    return "\n".join("\n".join(part) + "\n" for part in (*parts, *tables) if part)


def _head() -> list[str]:
    return [
        "# Who owns the LLM calls of this repository; see docs/configuration.md of untagged-llm.",
        "# Show what is in force with: untagged-llm config --show",
    ]


def _required(clues: Clues) -> list[str]:
    seen = [key for key in _DEFAULT_REQUIRED if key in clues.tags]
    others = [key for key in TAGS if key in clues.tags and key not in _DEFAULT_REQUIRED]
    optional = f"optional = {_list(others)}" if others else '# optional = ["feature"]'
    return [
        "# Tags that every request must carry.",
        *([f"# Already in the code: {', '.join(seen)}."] if seen else []),
        f"required = {_list(_DEFAULT_REQUIRED)}",
        optional,
    ]


def _gateway(clues: Clues) -> list[str]:
    about = "# How tags are spelled when they are written."
    if not clues.gateways:
        return [about, '# gateway = "plain"  # x-owner-team, x-owner-service, ...']
    first, *others = clues.gateways
    also = [f"# Also seen: {', '.join(name for name, _ in others)}."] if others else []
    name, where = first
    return [f"# {gateway(name).title}, as in {where}. {about[2:]}", *also, f'gateway = "{name}"']


def _catalog(clues: Clues) -> list[str]:
    about = "# Files that say who may own; other values are reported (ULM104)."
    if not clues.catalogs:
        return [about, '# catalog = ["CODEOWNERS", "owners.toml"]']
    needs_yaml = any(name.endswith((".yaml", ".yml")) for name in clues.catalogs)
    extra = ["# Reading YAML needs: pip install 'untagged-llm[yaml]'"] if needs_yaml else []
    return [about, *extra, f"catalog = {_list(clues.catalogs)}"]


def _rules() -> list[str]:
    return [
        "# Rules besides the default ones: ULM2 credentials, ULM3 cost evidence, ULM4 cost limits.",
        '# extend-select = ["ULM2", "ULM4"]',
    ]


def _spellings(clues: Clues) -> list[str]:
    strange = [f'# {json.dumps(word)} = "..."' for word in clues.strange]
    return [
        "# Other words of this code base for a tag.",
        "[spellings]",
        *(strange or ['# squad = "team_id"']),
    ]


def _values(clues: Clues) -> list[str]:
    return [
        "# Values that a tag may have, besides those of the catalog.",
        "[values]",
        f"# service_name = {_list([clues.project or 'qa'])}",
    ]


def _per_file_ignores(clues: Clues) -> list[str]:
    ignores = [f'"{folder}/**" = ["ULM1"]' for folder in clues.test_folders]
    return [
        "# Nobody pays for what tests send to a fake.",
        "[per-file-ignores]",
        *(ignores or ['# "tests/**" = ["ULM1"]']),
    ]


def _list(items: Iterable[str]) -> str:
    return json.dumps(list(items), ensure_ascii=False)
