"""What a rule is shown: one file's sites, the policy in force, and the rest of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from untagged_llm.model import Judged
    from untagged_llm.policy.catalog import Catalog
    from untagged_llm.policy.policy import Policy
    from untagged_llm.policy.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """One file as the rules see it.

    `calls_of` gives all calls made through the construction with that site id, in whatever file
    they stand; `construct` the construction with that id, if this run saw it. `project` is every
    site of the run.
    """

    path: str
    judged: tuple[Judged, ...]
    policy: Policy
    settings: Settings
    catalog: Catalog | None
    calls_of: Callable[[str], Sequence[Judged]]
    construct: Callable[[str], Judged | None]
    project: Sequence[Judged]
