"""The owner that the process's environment names: it fills what the code leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from untagged_llm.policy.tags import Vocabulary

_OTHER_NAMES = {
    "deployment.environment.name": "environment",
    "deployment.environment": "environment",
}


def environment_tags(environ: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """Tags of `UNTAGGED_LLM_<TAG>`, then `OTEL_SERVICE_NAME`, then `OTEL_RESOURCE_ATTRIBUTES`."""
    found: dict[str, str] = {}
    for key, value in (*_own(environ, vocabulary), *_otel(environ, vocabulary)):
        if value.strip():
            found.setdefault(key, value.strip())
    return found


def _own(environ: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    prefix = "UNTAGGED_LLM_"
    for name, value in environ.items():
        if name.startswith(prefix):
            key = vocabulary.canonical(name[len(prefix) :])
            if key is not None:
                yield key, value


def _otel(environ: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    yield "service_name", environ.get("OTEL_SERVICE_NAME", "")
    for pair in environ.get("OTEL_RESOURCE_ATTRIBUTES", "").split(","):
        name, equals, value = pair.partition("=")
        key = _OTHER_NAMES.get(name.strip()) or vocabulary.canonical(name)
        if equals and key is not None:
            yield key, unquote(value.strip())
