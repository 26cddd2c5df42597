"""Answers that set no cookie, which are those of all LLM providers' APIs.

For each answer httpx looks for cookies, and copies the request's headers for that: the more there
are, ours among them, the longer it takes. An answer that has none need not wait.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.rows import rows

if TYPE_CHECKING:
    from collections.abc import Callable

_SETS = (b"set-cookie", b"set-cookie2")


def looked_for_first(cookies: Any) -> Any:
    """The same jar, of a class of ours that copies nothing where there is nothing to find."""
    kind: Any = type(cookies)
    made: Any = object.__new__(_class(kind))
    made.__dict__.update(cookies.__dict__)
    return made


def where_set(extract: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """The method that looks for cookies, for answers that have some."""

    @wraps(extract)
    def extract_cookies(self: Any, response: Any) -> None:
        if any(name in _SETS for _, name, _ in rows(response.headers)):
            extract(self, response)

    return extract_cookies


@cache
def _class(kind: Any) -> type:
    class Cookies(kind):  # type: ignore[misc]
        extract_cookies = where_set(kind.extract_cookies)

    Cookies.__name__, Cookies.__qualname__ = kind.__name__, kind.__qualname__
    Cookies.__module__ = kind.__module__
    return Cookies
