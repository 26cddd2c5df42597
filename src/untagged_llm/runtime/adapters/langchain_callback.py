"""A callback handler that makes a run's metadata the owner of its request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler

from untagged_llm.runtime.ambient import enter, leave
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from uuid import UUID


class MetadataOwner(BaseCallbackHandler):
    """Ownership tags in `config={"metadata": ...}` hold from the start of a run to its answer."""

    run_inline = True  # elsewhere the request would not see what is entered here

    def on_chat_model_start(self, *args: Any, run_id: UUID, **run: Any) -> None:
        """A chat model is about to be asked."""
        self._enter(run_id, run.get("metadata"))

    def on_llm_start(self, *args: Any, run_id: UUID, **run: Any) -> None:
        """A model of old is about to be asked."""
        self._enter(run_id, run.get("metadata"))

    def on_llm_new_token(self, *args: Any, run_id: UUID, **run: Any) -> None:
        """The request is out; what happens between two chunks is the application's."""
        leave(run_id)

    def on_llm_end(self, *args: Any, run_id: UUID, **run: Any) -> None:
        """It has answered."""
        leave(run_id)

    def on_llm_error(self, *args: Any, run_id: UUID, **run: Any) -> None:
        """It has failed."""
        leave(run_id)

    def _enter(self, run_id: UUID, metadata: dict[str, Any] | None) -> None:
        canonical = terms().vocabulary.canonical
        found = {canonical(key): str(value) for key, value in (metadata or {}).items() if value}
        tags = {key: value for key, value in found.items() if key is not None}
        if tags:
            enter(tags, run_id)
