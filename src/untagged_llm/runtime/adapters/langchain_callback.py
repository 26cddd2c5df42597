"""A callback handler for LangChain: a run's metadata is its owner, and its usage is recorded.

Where the provider's client inside a model is tagged or guarded, that has recorded every attempt
already; the handler then only passes the owner on. It records what leaves by any other way.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler

from untagged_llm.runtime.adapters.langchain_run import Run
from untagged_llm.runtime.errors import RefusedRequestError
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

log = logging.getLogger("untagged_llm")


class OwnerCallback(BaseCallbackHandler):
    """`model.invoke(..., config={"callbacks": [OwnerCallback(team_id="search")]})`.

    One handler serves any number of models, runs and threads.
    """

    run_inline = True  # elsewhere the request would not see what is entered here
    raise_error = True  # so that a refusal reaches the application; nothing else is raised

    def __init__(self, **tags: object) -> None:
        """Tags for the runs that hear of it, beneath those of their metadata.

        Raises:
            TagError: the policy knows no such tag.
        """
        self._tags: Mapping[str, str] = terms().read(tags)
        self._runs: dict[UUID, Run] = {}

    def on_chat_model_start(self, *args: Any, run_id: UUID, **told: Any) -> None:
        """A chat model is about to be asked."""
        self._start(run_id, told)

    def on_llm_start(self, *args: Any, run_id: UUID, **told: Any) -> None:
        """A model of old is about to be asked."""
        self._start(run_id, told)

    def on_llm_new_token(self, *args: Any, run_id: UUID, **told: Any) -> None:
        """The request is out; what happens between two chunks is the application's."""
        if run := self._runs.get(run_id):
            run.answering()

    def on_llm_end(self, response: Any, *, run_id: UUID, **told: Any) -> None:
        """It has answered."""
        if run := self._runs.pop(run_id, None):
            run.ended(response)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **told: Any) -> None:
        """It has failed."""
        if run := self._runs.pop(run_id, None):
            run.failed(error)

    def _start(self, run_id: UUID, told: Mapping[str, Any]) -> None:
        try:
            self._runs[run_id] = Run.started(self._tags, told)
        except RefusedRequestError:
            raise
        except Exception:
            log.debug("a run of LangChain is not metered", exc_info=True)
