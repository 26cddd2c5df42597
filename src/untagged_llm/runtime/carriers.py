"""Tags as each carrier takes them: providers and HTTP allow less than a tag may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER_LENGTH = 1024
METADATA_PAIRS, METADATA_KEY, METADATA_VALUE = 16, 64, 512
LABEL_PAIRS, LABEL_LENGTH = 32, 63
REQUEST_METADATA_PAIRS, REQUEST_METADATA_VALUE = 16, 256

# What differs by request would be dropped from a bill's labels, and people do not belong there.
_NO_LABELS = frozenset({"user_id", "tenant_id", "trace_id"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NO_SLUG = re.compile(r"[^a-z0-9_-]+")
_NO_REQUEST_METADATA = re.compile(r"[^a-zA-Z0-9\s:_@$#=/+,.-]")
_VISIBLE = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that any HTTP library sends: one line, ASCII (the rest percent-encoded)."""
    return {name: header_value(value) for name, value in headers.items()}


def header_value(value: str) -> str:
    """One header's value: without line breaks, ASCII, of a length that proxies let through."""
    if value.isascii() and value.isprintable():
        return value[:HEADER_LENGTH]
    return quote(_CONTROL.sub(" ", value).strip(), safe=_VISIBLE)[:HEADER_LENGTH]


def metadata(tags: Mapping[str, str]) -> dict[str, str]:
    """OpenAI's `metadata` and its like: 16 pairs, keys of 64 and values of 512 characters."""
    pairs = list(tags.items())[:METADATA_PAIRS]
    return {key[:METADATA_KEY]: value[:METADATA_VALUE] for key, value in pairs}


def labels(tags: Mapping[str, str]) -> dict[str, str]:
    """Google's labels: lower-case slugs that begin with a letter, of 63 characters."""
    pairs = [(key, value) for key, value in tags.items() if key not in _NO_LABELS]
    return {slug(key): slug(value) for key, value in pairs[:LABEL_PAIRS]}


def slug(text: str) -> str:
    """`text` as a label: "Search Team" is "search-team"."""
    return _NO_SLUG.sub("-", text.strip().lower()).strip("-")[:LABEL_LENGTH]


def request_metadata(tags: Mapping[str, str]) -> dict[str, str]:
    """Bedrock's `requestMetadata`: 16 pairs of 256 characters out of its own alphabet."""
    pairs = list(tags.items())[:REQUEST_METADATA_PAIRS]
    return {
        key[:REQUEST_METADATA_VALUE]: _NO_REQUEST_METADATA.sub("_", value)[:REQUEST_METADATA_VALUE]
        for key, value in pairs
    }
