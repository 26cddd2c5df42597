"""The first `owner(...)` that is entered has the clients inside looked after, tagged or not."""

from __future__ import annotations

import threading

from untagged_llm.runtime.configuration import on_change
from untagged_llm.runtime.terms import terms

is_settled = False
"""Whether `settle` has nothing left to do."""

_lock = threading.RLock()


def settle() -> None:
    """Do what the configuration says about clients that nobody tagged. Never raises."""
    from untagged_llm.runtime.recorder import recorder
    from untagged_llm.runtime.watch import WATCH

    global is_settled
    with _lock:
        wanted = terms().configuration.owner_patches
        if wanted:
            # Made now, most likely in the main thread: only there can it catch signals.
            recorder()
        WATCH.look_inside_owners(wanted)
        is_settled = True


def unsettle() -> None:
    """The configuration has changed: the next owner that is entered reads it."""
    global is_settled
    is_settled = False


on_change(unsettle)
