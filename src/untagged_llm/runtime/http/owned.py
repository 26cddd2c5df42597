"""What a client's own requests carry, whichever HTTP library sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.ambient import current
from untagged_llm.runtime.http.given import owner_headers_in
from untagged_llm.runtime.stamp import Stamp, combined
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from untagged_llm.runtime.ambient import Ambient


class Owned:
    """The tags of one client and what is known of it.

    `service` is the SDK's id, or the provider's where a class speaks to another one than its
    SDK's usual ("azure"). `trusted`: everything that this client sends goes to an LLM provider,
    whatever its host is called. `client` is its class under the checker's name for it.
    """

    __slots__ = ("_last", "client", "sdk", "service", "tags", "trusted")

    def __init__(
        self,
        tags: Mapping[str, str],
        sdk: str,
        service: str,
        client: str = "",
        trusted: bool = True,
    ) -> None:
        self.client = client
        self.tags = tags
        self.sdk = sdk
        self.service = service
        self.trusted = trusted
        self._last: tuple[Ambient, Any, Stamp] | None = None

    def owned(self, headers: Mapping[bytes, bytes]) -> Owned | None:
        """Itself, whatever a request's headers (by lower-case names) say.

        None leaves the request as it is.
        """
        return self

    def with_tags(self, tags: Mapping[str, str]) -> Owned:
        """The same client with more tags."""
        return Owned({**self.tags, **tags}, self.sdk, self.service, self.client, self.trusted)

    def stamp(self, headers: Iterable[tuple[bytes, bytes]]) -> Stamp:
        """The stamp of a request that has these headers already: those that name an owner count.

        The newest stamp is kept, since most requests have no tags of their own.
        """
        around = current()
        own = owner_headers_in(headers)
        if own:
            return combined(self.tags, around, own)
        now = terms()
        last = self._last
        if last is not None and last[0] is around and last[1] is now:
            return last[2]
        made = combined(self.tags, around, {})
        self._last = (around, now, made)
        return made
