"""Clients that nobody tagged: which of their requests are looked after, and for whom.

`guard()` looks after all of them, `with owner(...)` after those that are made inside. Both need
the same classes to be patched, so the patches ask here before they do anything.
"""

from __future__ import annotations

import threading
from types import MappingProxyType
from typing import TYPE_CHECKING

from untagged_llm.runtime.ambient import current
from untagged_llm.runtime.importing import forget_all
from untagged_llm.runtime.patching import Patches

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_TAGS: Mapping[str, str] = MappingProxyType({})


class Watch:
    """`everywhere`: the process is guarded, with these `tags`. `inside_owners`: owners count."""

    __slots__ = ("_lock", "_patches", "everywhere", "inside_owners", "tags")

    def __init__(self) -> None:
        self.everywhere = False
        self.inside_owners = False
        self.tags = _NO_TAGS
        self._patches: Patches | None = None
        self._lock = threading.RLock()

    @property
    def is_on(self) -> bool:
        """Whether anything is looked after anywhere."""
        return self.everywhere or self.inside_owners

    def holds(self) -> bool:
        """Whether a request that is made here and now is looked after."""
        return self.everywhere or (self.inside_owners and bool(current().tags))

    def start_everywhere(self, tags: Mapping[str, str]) -> bool:
        """Look after every request; False when that was so before."""
        with self._lock:
            if self.everywhere:
                return False
            self.everywhere, self.tags = True, tags
            self._settle()
            return True

    def stop_everywhere(self) -> None:
        """Look after no more than owners ask for."""
        with self._lock:
            self.everywhere, self.tags = False, _NO_TAGS
            self._settle()

    def look_inside_owners(self, wanted: bool) -> None:
        """Look after requests inside `with owner(...)`, or no longer."""
        with self._lock:
            self.inside_owners = wanted
            self._settle()

    def _settle(self) -> None:
        """Patch when somebody needs it, and leave no trace when nobody does."""
        if self.is_on and self._patches is None:
            from untagged_llm.runtime.senders import patch_senders

            self._patches = Patches()
            patch_senders(self, self._patches)
        elif not self.is_on and self._patches is not None:
            forget_all()
            self._patches.undo()
            self._patches = None


WATCH = Watch()
"""The one of this process."""
