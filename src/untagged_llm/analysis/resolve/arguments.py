"""A call's arguments as rules and carriers want them: by name, whoever gave them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.joining import pattern_of, solid
from untagged_llm.analysis.resolve.mappings import CONTENT, SENT
from untagged_llm.analysis.resolve.values import (
    Built,
    Const,
    Dict,
    Env,
    Environment,
    Partial,
    Value,
)
from untagged_llm.model import Argument, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point

_NESTED = {
    "stream_options",
    "inferenceConfig",
    "config",
    "metadata",
    "generation_config",
    "model_kwargs",
    "options",
    "default_litellm_params",
    "extra_body",
    "http_options",
    "model_settings",
}

_CONTENT = SENT | {"content", "input", "inputs", "prompt", "query"}


@dataclass(frozen=True, slots=True)
class Given:
    """One argument: its value, where it is written; `name` "" for a positional one."""

    name: str
    value: Value
    place: Place


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call, `**mappings` that can be seen into unpacked.

    `why_open` is set when more may be given than is seen.
    """

    positional: tuple[Given, ...]
    named: tuple[Given, ...]
    why_open: str = ""
    spread_place: Place | None = None

    def get(self, name: str, position: int | None = None) -> Given | None:
        """The argument of that name, or at that position."""
        for given in self.named:
            if given.name == name:
                return given
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    @property
    def all(self) -> tuple[Given, ...]:
        """Positional, then named arguments."""
        return (*self.positional, *self.named)


def of_call(
    engine: Engine, node: ast.Call, point: Point, env: Environment, skip: int = 0
) -> Arguments:
    """The arguments that `node` gives, its first `skip` positional ones aside."""
    module = point.scope.module
    positional: list[Given] = []
    named: list[Given] = []
    why, spread = "", None
    for argument in node.args[skip:]:
        place = engine.place(argument, module)
        if isinstance(argument, ast.Starred):
            why, spread = "*args may hold anything", place
            break
        positional.append(Given("", engine.value(argument, point, env), place))
    for keyword in node.keywords:
        place = engine.place(keyword.value, module)
        content = keyword.arg in _CONTENT and not isinstance(keyword.value, ast.Constant)
        value = CONTENT if content else engine.value(keyword.value, point, env)
        if keyword.arg is not None:
            named.append(Given(keyword.arg, value, place))
            continue
        unpacked, reason = _spread(value)
        named.extend(unpacked)
        if reason:
            why, spread = reason, place
    return Arguments(tuple(positional), tuple(named), why, spread)


def _spread(value: Value) -> tuple[list[Given], str]:
    from untagged_llm.analysis.resolve.mappings import as_mapping

    mapping = as_mapping(value)
    if mapping is None:
        return [], ""
    given = [Given(k, e.value, e.place) for k, e in mapping.entries.items() if not e.maybe]
    maybe = any(e.maybe for e in mapping.entries.values())
    why = f"**: {mapping.why or 'the mapping cannot be seen into'}" if mapping.open else ""
    return given, why or ("**: some keys are only sometimes there" if maybe else "")


def with_partial(engine: Engine, partial: Partial, own: Arguments) -> Arguments:
    """The arguments of a call through `functools.partial`: its own beat those given before."""
    before = of_call(engine, partial.call, partial.point, partial.env, partial.skip)
    names = {g.name for g in own.named}
    return Arguments(
        (*before.positional, *own.positional),
        (*own.named, *(g for g in before.named if g.name not in names)),
        own.why_open or before.why_open,
        own.spread_place or before.spread_place,
    )


def facts(arguments: Arguments, prefix: str = "") -> Iterator[tuple[str, Argument]]:
    """What rules see of the arguments: `max_tokens`, `stream_options.include_usage`, …"""
    for given in arguments.named:
        yield from _fact(f"{prefix}{given.name}", given.value, given.place, given.name in _NESTED)
    body = arguments.get("extra_body")
    if body is not None and isinstance(body.value, Dict):
        for key, entry in body.value.entries.items():
            yield f"{prefix}{key}", _argument(entry.value, entry.place)


def _fact(name: str, value: Value, place: Place, nested: bool) -> Iterator[tuple[str, Argument]]:
    yield name, _argument(value, place)
    if not nested:
        return
    fields = value.fields if isinstance(value, Built) else value
    if isinstance(fields, Dict):
        for key, entry in fields.entries.items():
            yield f"{name}.{key}", _argument(entry.value, entry.place)


def _argument(value: Value, place: Place) -> Argument:
    value = solid(value)
    if isinstance(value, Const):
        return Argument("literal", str(value.value), place)
    if isinstance(value, Env):
        return Argument("env", value.name, place)
    if isinstance(value, Dict):
        return Argument("mapping", None, place)
    return Argument("dynamic", None, place)


def spelled(given: Given | None) -> str | None:
    """The string an argument is, if it is known whole."""
    if given is None:
        return None
    pattern = pattern_of(given.value)
    return None if pattern is None or "\0" in pattern else pattern
