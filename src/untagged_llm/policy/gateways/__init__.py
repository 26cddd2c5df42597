"""Gateway presets: how LiteLLM, Portkey, Helicone ... spell ownership tags.

One module each, found by walking the package. All of them are understood when code is read;
`gateway = "..."` in the configuration says which one is written.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.policy.gateways.unpack import unpack
from untagged_llm.policy.tags import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.policy.gateways.preset import Gateway

_PARTS = frozenset({"__init__", "preset", "unpack"})

Pair = tuple[str, "str | None"]


def gateway_ids() -> tuple[str, ...]:
    """The names that `gateway` may have; nothing is imported for it."""
    names = (file.stem for file in Path(__file__).parent.glob("*.py"))
    return tuple(sorted(name for name in names if name not in _PARTS))


def gateway(id: str) -> Gateway:
    """The preset of that name."""
    preset: Gateway = import_module(f"{__name__}.{id}").GATEWAY
    return preset


@lru_cache(maxsize=1)
def _gateways() -> tuple[Gateway, ...]:
    return tuple(gateway(id) for id in gateway_ids())


def is_packed(key: str) -> bool:
    """Whether `key` is a header or field whose value holds several tags."""
    return any(squash(key) in each.packed for each in _gateways())


def is_nested(key: str) -> bool:
    """Whether `key` is a field of a request's body whose value is a mapping of tags."""
    return any(squash(key) in each.nested for each in _gateways())


@lru_cache(maxsize=4096)
def expand(key: str, value: str | None) -> tuple[Pair, ...]:
    """The pairs that a gateway would read out of one pair, as spelled there; () when none.

    `Helicone-Property-Team` gives `Team`; `x-portkey-metadata` the pairs of its JSON, or
    nothing when `value` is None (only known at run time).
    """
    return tuple(_expanded(key, value))


def _expanded(key: str, value: str | None) -> Iterator[Pair]:
    head, dot, inner = key.partition(".")
    squashed, outer = squash(key), squash(head)
    for each in _gateways():
        if squashed in each.aliases:
            yield each.aliases[squashed], value
        if value is not None and (squashed in each.packed or squashed in each.lists):
            yield from unpack(value)
        if dot and outer in each.nested:
            yield inner, value
            yield from _expanded(inner, value)
        yield from ((rest, value) for rest in _without_prefix(squashed, each))


def _without_prefix(squashed: str, each: Gateway) -> Iterator[str]:
    for prefix in each.prefixes:
        if squashed.startswith(prefix):
            yield squashed[len(prefix) :]
