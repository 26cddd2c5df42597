"""boto3's bedrock-runtime: tags in `requestMetadata`, usage off answers and event streams.

A client tells of its requests by events of its own, so it stays what it is and every attempt is
seen, retries included. Only what an answer is read from gets a class of ours.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.adapters.bedrock_call import open_call, opened
from untagged_llm.runtime.errors import TagError

if TYPE_CHECKING:
    from untagged_llm.runtime.watch import Watch

Holding = Callable[[], "Mapping[str, str] | None"]
NAME = "boto3.client"
KEY = "untagged_llm"
_TAGS = "_untagged_llm_tags"
SERVICES = ("bedrock-runtime", "bedrock-agent-runtime")


def tag(client: Any, tags: Mapping[str, str]) -> Any:
    """The same client, owned; tagging it again adds to its tags.

    Raises:
        TagError: it is a client of another service than Bedrock's.
    """
    listen(client, added(client, tags), NAME)
    client._make_api_call = _watched(type(client)._make_api_call.__get__(client))
    return client


def look_after(client: Any, watch: Watch) -> None:
    """Hear a client that nobody tagged, as long and where `watch` says so."""
    listen(client, watched(watch), NAME)
    client._make_api_call = _watched(type(client)._make_api_call.__get__(client))


def watched(watch: Watch) -> Holding:
    """The tags of clients that nobody tagged."""
    return lambda: watch.tags if watch.holds() else None


def added(client: Any, tags: Mapping[str, str]) -> Holding:
    """More tags for a client, which has them from now on."""
    given = {**getattr(client, _TAGS, {}), **tags}
    setattr(client, _TAGS, given)
    return lambda: given


def is_ours(client: Any) -> bool:
    """Whether it is a client of a service that answers with a model's tokens."""
    return client.meta.service_model.service_name in SERVICES


def listen(client: Any, holding: Holding, name: str) -> None:
    """Hear a client's events; `name` is what the checker calls such a client.

    `holding` gives the client's tags, None where a call is none of our business.

    Raises:
        TagError: it is a client of another service than Bedrock's.
    """
    if not is_ours(client):
        other = client.meta.service_model.service_name
        raise TagError(f"tag() takes clients of {' and '.join(SERVICES)}, not of {other}")
    handlers = _Handlers(holding, client.meta.region_name, name)
    service = client.meta.service_model.service_id.hyphenize()
    for event, handler in handlers.by_event():
        place, ours = f"{event}.{service}", f"{KEY}-{event}"
        client.meta.events.unregister(place, unique_id=ours)
        client.meta.events.register_last(place, handler, unique_id=ours)


def _watched(make_call: Callable[..., Any]) -> Callable[..., Any]:
    """The client's way of making a call, with an eye on how it ends."""

    @functools.wraps(make_call)
    def call(*args: Any, **kwargs: Any) -> Any:
        before = opened.get()
        opened.set(None)
        try:
            return make_call(*args, **kwargs)
        except BaseException as error:
            given_up(error)
            raise
        finally:
            opened.set(before)

    return call


def given_up(error: BaseException) -> None:
    """The call that is open here has ended in an exception, if there is one."""
    call = opened.get()
    if call is not None:
        call.given_up(error)


class _Handlers:
    """What is done at each of a client's events; `context` is the same during one call."""

    def __init__(self, holding: Holding, region: str | None, name: str) -> None:
        self._holding = holding
        self._region = region
        self._name = name

    def by_event(self) -> tuple[tuple[str, Callable[..., None]], ...]:
        """The events' names and who hears them."""
        return (
            ("before-parameter-build", self._open),
            ("before-call", self._head),
            ("request-created", self._send),
            ("response-received", self._answered),
        )

    def _open(self, params: dict[str, Any], model: Any, context: Any, **_: Any) -> None:
        tags = self._holding()
        if tags is None:
            return
        call = open_call(model, params, tags, self._region, self._name)
        if call is not None:
            context[KEY] = call
            opened.set(call)
            call.put_metadata(model, params)

    def _head(self, model: Any, params: dict[str, Any], context: Any, **_: Any) -> None:
        if call := context.get(KEY):
            call.put_header(model, params["headers"])

    def _send(self, request: Any, **_: Any) -> None:
        if call := request.context.get(KEY):
            call.sent(request.url, request.headers)

    def _answered(
        self,
        response_dict: Mapping[str, Any] | None,
        parsed_response: dict[str, Any] | None,
        context: Any,
        exception: BaseException | None,
        **_: Any,
    ) -> None:
        call = context.get(KEY)
        if call is None:
            return
        if response_dict is None or parsed_response is None:
            call.failed(exception or ConnectionError("no answer"))
        else:
            call.answered(response_dict, parsed_response)
