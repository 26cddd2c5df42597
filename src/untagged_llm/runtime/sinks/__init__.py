"""Where events can go. A sink's module, and what it needs, is imported when it is configured."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.policy.errors import ConfigError
from untagged_llm.runtime.errors import SettingError
from untagged_llm.runtime.sinks.addresses import DEFAULT, opened_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from untagged_llm.runtime.sinks.addresses import Address
    from untagged_llm.runtime.sinks.sink import Sink

_log = logging.getLogger("untagged_llm")


def opened(addresses: Sequence[Address], spool: str | None = None) -> list[Sink]:
    """The sinks of a configuration; JSON lines in the working directory when it names none.

    An address that is wrong is logged and passed over, since an application that is up must
    stay up. `check` is for those who can still say so.
    """
    chosen = (_opened(address, spool_folder(spool)) for address in addresses or (DEFAULT,))
    return [sink for sink in chosen if sink is not None]


def _opened(address: Address, spool: Path) -> Sink | None:
    try:
        return opened_at(address, spool)
    except ConfigError as error:
        _log.error("%s; nothing is recorded there", error.message)
        return None


def check(addresses: Sequence[Address]) -> None:
    """Whether each is the address of a sink.

    Raises:
        SettingError: one is not; the text names it and the mend.
    """
    try:
        for address in addresses:
            opened_at(address, spool_folder(None))
    except ConfigError as error:
        raise SettingError(error.key, error.message) from None


def spool_folder(configured: str | None) -> Path:
    """Where events wait for a sink that is away: as configured, else in the user's state folder."""
    if configured:
        return Path(configured).expanduser()
    state = os.environ.get("XDG_STATE_HOME")
    base = Path(state) if state else Path("~/.local/state").expanduser()
    return base / "untagged-llm" / "spool"
