"""The tags of the module's other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import ITSELF, Claim
from untagged_llm.policy.gateways import expand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.model import Tag
    from untagged_llm.policy.tags import Vocabulary


def claims_of(siblings: Sequence[Tag], vocabulary: Vocabulary) -> Iterator[Claim]:
    """What is written at sites nearby is likely, no more, for a site that lacks it."""
    for tag in siblings:
        for spelling, value in ((tag.key, tag.value), *expand(tag.key, tag.value)):
            key = vocabulary.canonical(spelling)
            if key and value and value.strip():
                source = f"{tag.place.path}:{tag.place.range.line}"
                yield Claim(key, value, source, ITSELF, certain=False)
