"""Texts made of texts: `url.format(…)`, `prefix.lower()`, `"%s-team" % prefix`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import unrolling
from untagged_llm.analysis.resolve.joining import pattern_of, text_of
from untagged_llm.analysis.resolve.passing import first_argument
from untagged_llm.analysis.resolve.values import UNKNOWN, Const, Environment, Seq, Text, Value

if TYPE_CHECKING:
    import ast

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point

_PERCENT = re.compile(r"%[-#0 +]*\d*(?:\.\d+)?[sdrifxXgeo]")


def _second(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return engine.value(node.args[1], point, env) if len(node.args) > 1 else UNKNOWN


def method(
    engine: Engine, pattern: str, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    """What a method of a text gives: `url.format(…)`, `", ".join(parts)`."""
    if name in ("strip", "rstrip", "lstrip", "removesuffix", "removeprefix", "encode"):
        return _stripped(engine, pattern, name, node, point, env)
    if name == "join" and "\0" not in pattern:
        return _joined(engine, pattern, node, point, env)
    if name == "lower":
        return as_text(pattern.lower())
    if name == "upper":
        return as_text(pattern.upper())
    if name == "format":
        return as_text(_formatted(engine, pattern, node, point, env))
    if name == "replace":
        return Text((pattern, None)) if "\0" not in pattern else Text((None,))
    return UNKNOWN


def _joined(
    engine: Engine, separator: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    listed = unrolling.elements(first_argument(engine, node, point, env))
    if listed is None:
        return Text((None,))
    return as_text(separator.join(pattern_of(item) or "\0" for item in listed))


def _stripped(
    engine: Engine, pattern: str, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    argument = text_of(first_argument(engine, node, point, env)) if node.args else None
    if name == "encode" or (node.args and argument is None):
        return as_text(pattern)
    stripped: str = getattr(pattern, name)(*([argument] if argument is not None else []))
    return as_text(stripped)


def _formatted(engine: Engine, pattern: str, node: ast.Call, point: Point, env: Environment) -> str:
    keywords = {k.arg: engine.value(k.value, point, env) for k in node.keywords if k.arg}
    positional = iter([engine.value(a, point, env) for a in node.args])

    def spelled(match: re.Match[str]) -> str:
        name = match.group(1)
        value = keywords.get(name) if name and not name.isdigit() else next(positional, None)
        return "\0" if value is None else (text_of(value) or "\0")

    return re.sub(r"\{(\w*)[^{}]*\}", spelled, pattern)


def as_text(pattern: str) -> Value:
    """A text of which the holes are not known."""
    if "\0" not in pattern:
        return Const(pattern)
    parts: list[str | None] = []
    for index, piece in enumerate(pattern.split("\0")):
        parts += [None, piece] if index else [piece]
    return Text(tuple(p for p in parts if p != ""))


def percent(pattern: str, given: Value) -> Value:
    """`"%s-team" % prefix`."""
    parts = given.items if isinstance(given, Seq) else (given,)
    left = list(parts)

    def spelled(match: re.Match[str]) -> str:
        return (pattern_of(left.pop(0)) or "\0") if left else "\0"

    return as_text(_PERCENT.sub(spelled, pattern))


def url_joined(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`urljoin(BASE, "chat/completions")`."""
    base = pattern_of(first_argument(engine, node, point, env))
    tail = pattern_of(_second(engine, node, point, env))
    if base is None or tail is None:
        return Text((base, tail) if base is None else (base.rpartition("/")[0] + "/", None))
    if "://" in tail:
        return as_text(tail)
    if tail.startswith("/"):
        scheme, separator, rest = base.partition("://")
        return as_text(f"{scheme}{separator}{rest.partition('/')[0]}{tail}")
    return as_text(f"{base.rpartition('/')[0]}/{tail}")
