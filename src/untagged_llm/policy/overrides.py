"""Options of the command line on top of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from untagged_llm.policy.settings import Settings


def with_overrides(settings: Settings, **options: Any) -> Settings:
    """`settings` with options on top, named as the fields are; None means not given.

    A list may be given as "ULM101,ULM103". Raises ConfigError for a wrong value or name.
    """
    from untagged_llm.policy.layers import validated, with_values

    given = {name: _plain(name, each) for name, each in options.items() if each is not None}
    values = validated(given, None, settings.spellings)
    return with_values(settings, values, settings.source) if values else settings


def _plain(name: str, option: Any) -> Any:
    from untagged_llm.policy.keys import BY_NAME

    key = BY_NAME.get(name.replace("_", "-"))
    if key is None or not key.kind.label.startswith("list"):
        return option
    return [part for text in _texts(option) for part in text.split(",") if part.strip()]


def _texts(option: Any) -> Sequence[str]:
    return [option] if isinstance(option, str) else list(option)
