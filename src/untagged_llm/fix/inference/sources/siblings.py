"""The tags of the module's other sites."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import ITSELF, Claim
from untagged_llm.policy.gateways import expand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from untagged_llm.model import Tag
    from untagged_llm.policy.tags import Vocabulary

_OF_ONE_SITE = frozenset(
    {
        "environment", "feature", "prompt_template", "tenant_id", "trace_id", "user_id",
        "workflow_name",
    }
)  # fmt: skip


def claims_of(path: Path, siblings: Sequence[Tag], vocabulary: Vocabulary) -> Iterator[Claim]:
    """What is written at sites nearby is likely, no more, for a site that lacks it.

    Tags that stand in another file than the absolute `path` say something about that one.
    """
    here = (tag for tag in siblings if os.path.abspath(tag.place.path) == os.fspath(path))  # noqa: PTH100
    for tag in here:
        for spelling, value in ((tag.key, tag.value), *expand(tag.key, tag.value)):
            key = vocabulary.canonical(spelling)
            if key and key not in _OF_ONE_SITE and value and value.strip():
                source = f"{tag.place.path}:{tag.place.range.line}"
                yield Claim(key, value, source, ITSELF, certain=False)
