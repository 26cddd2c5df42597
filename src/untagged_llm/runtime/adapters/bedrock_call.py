"""One call of a Bedrock operation, and the attempts that it takes."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from untagged_llm.runtime.adapters import bedrock
from untagged_llm.runtime.adapters.bedrock_answers import watch_answer
from untagged_llm.runtime.ambient import current
from untagged_llm.runtime.attempt import Attempt, Request, begin
from untagged_llm.runtime.callsite import call_site
from untagged_llm.runtime.carriers import REQUEST_METADATA_PAIRS, request_metadata
from untagged_llm.runtime.enforcement import enforce
from untagged_llm.runtime.stamp import Stamp, combined
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

METADATA_HEADER = "X-Amzn-Bedrock-Request-Metadata"
INVOKES = ("InvokeModel", "InvokeModelWithResponseStream")
OPERATIONS = {
    "Converse": "chat",
    "ConverseStream": "chat",
    **dict.fromkeys(INVOKES, "chat"),
    "InvokeAgent": "invoke_agent",
    "InvokeInlineAgent": "invoke_agent",
    "InvokeFlow": "invoke_agent",
    "RetrieveAndGenerate": "chat",
    "RetrieveAndGenerateStream": "chat",
    "Rerank": "rerank",
}


class BedrockCall:
    """From the call's parameters to the event of its last attempt."""

    def __init__(self, stamp: Stamp, request: Request) -> None:
        self._stamp = stamp
        self._request = request
        self._attempts = 0
        self._attempt: Attempt | None = None

    def put_metadata(self, model: Any, params: dict[str, Any]) -> None:
        """Write the tags into the call's own parameter, where the installed SDK knows one."""
        if not self._takes_metadata:
            return
        shape = model.input_shape.members.get("requestMetadata")
        metadata = _completed(metadata_in(params), self._stamp)
        if shape is not None and metadata:
            is_json = shape.type_name == "string"
            params["requestMetadata"] = json.dumps(metadata) if is_json else metadata

    def put_header(self, model: Any, headers: dict[str, Any]) -> None:
        """Write the tags for InvokeModel, where the installed SDK has no parameter for them."""
        if model.name in INVOKES and self._stamp.tags and self._takes_metadata:
            headers.setdefault(METADATA_HEADER, json.dumps(_completed({}, self._stamp)))

    @property
    def _takes_metadata(self) -> bool:
        return "requestMetadata" in self._stamp.terms.carriers

    def sent(self, url: str, headers: Any) -> None:
        """An attempt leaves the process; one before it was in vain.

        Our headers are added to a signed request: so a proxy may change or drop them.
        """
        if self._attempt is not None:
            self._attempt.retried()
            self.close()
        self._attempts += 1
        request = replace(self._request, host=urlsplit(url).netloc, number=self._attempts)
        self._attempt = begin(self._stamp, request)
        for name, value in self._attempt.headers.items():
            if name not in headers:
                headers[name] = value

    def answered(self, response: Mapping[str, Any], parsed: dict[str, Any]) -> None:
        """The attempt under way is answered; what streams is watched until it ends."""
        attempt = self._attempt
        if attempt is None:
            return
        told = parsed.get("ResponseMetadata") or {}
        attempt.error_type = (parsed.get("Error") or {}).get("Code")
        attempt.answered(response["status_code"], told.get("RequestId"))
        if response["status_code"] >= 300:
            attempt.ended()
            return
        self._attempt = None
        if bedrock.is_cut_off(response):
            attempt.failed(EOFError("the answer was cut off"))
        watch_answer(attempt, parsed, told.get("HTTPHeaders") or {})

    def failed(self, error: BaseException) -> None:
        """The attempt under way has ended without an answer."""
        if self._attempt is not None:
            self._attempt.failed(error)
            self._attempt.ended()

    def given_up(self, error: BaseException) -> None:
        """The call has ended in an exception: no further attempt will follow."""
        if self._attempt is not None and self._attempt.http_status is None:
            self.failed(error)
        self.close()

    def close(self) -> None:
        """There will be no further attempt."""
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            attempt.finish()


opened: ContextVar[BedrockCall | None] = ContextVar("untagged_llm_bedrock_call", default=None)


def open_call(
    model: Any, params: dict[str, Any], tags: Mapping[str, str], region: str | None, client: str
) -> BedrockCall | None:
    """A call that is about to be made; None when the operation is not billed by use.

    `client` is what the checker calls the client.

    Raises:
        RefusedRequestError: the policy or a limit refuses it.
    """
    operation = OPERATIONS.get(model.name)
    if operation is None:
        return None
    stamp = combined(tags, current(), canonical(metadata_in(params)))
    site = call_site(2, client)
    enforce(stamp, f"{bedrock.PROVIDER} {model.name}", site)
    asked = str(params.get("modelId") or "")
    request = Request(
        sdk="bedrock",
        provider=bedrock.PROVIDER,
        operation="embeddings" if "embed" in asked else operation,
        model=asked or None,
        region=region,
        site=site,
        streamed=model.has_event_stream_output,
    )
    return BedrockCall(stamp, request)


def metadata_in(params: Mapping[str, Any]) -> dict[str, str]:
    """What the call's own `requestMetadata` says: a mapping, or the JSON of one."""
    given = params.get("requestMetadata") or {}
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = {}
    return dict(given) if isinstance(given, dict) else {}


def canonical(metadata: Mapping[str, str]) -> dict[str, str]:
    """The ownership tags among metadata, by their canonical keys."""
    vocabulary = terms().vocabulary
    named = {vocabulary.canonical(key): str(value) for key, value in metadata.items()}
    return {key: value for key, value in named.items() if key is not None and value}


def _completed(given: Mapping[str, str], stamp: Stamp) -> dict[str, str]:
    """`given` as it is, and the tags that it does not have, as far as there is room."""
    there = canonical(given)
    ours = {key: value for key, value in stamp.tags.items() if key not in there}
    room = max(0, REQUEST_METADATA_PAIRS - len(given))
    return {**given, **dict(list(request_metadata(ours).items())[:room])}
