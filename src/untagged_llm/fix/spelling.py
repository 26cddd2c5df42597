"""Tags as one carrier takes them: names of headers, slugs, characters, lengths."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.fix.offer import Pair
from untagged_llm.policy.gateways import gateway
from untagged_llm.policy.gateways.preset import owner_headers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from untagged_llm.fix.inference.answer import Value
    from untagged_llm.policy.gateways.preset import Gateway
    from untagged_llm.sdks.schema import Carrier


class Unfit(ValueError):
    """A value that the carrier cannot take in any spelling. The message says why."""


def pairs_for(
    row: Carrier | None, values: Sequence[Value], preset: str | None, present: Collection[str]
) -> tuple[Pair, ...]:
    """What to write for `values` into a carrier; `row` None is a plain header mapping.

    `present` are the keys that stand there already. Raises Unfit.
    """
    if row is not None and not holds_headers(row):
        return tuple(_fitted(Pair(v.key, v.value, v.env), row) for v in values)
    return tuple(_ascii(pair) for pair in _headers(values, preset, present))


def holds_headers(row: Carrier) -> bool:
    """Whether a carrier's keys are names of headers."""
    return row.reaches == "http-header" or (row.inside or row.param).endswith("headers")


def _headers(
    values: Sequence[Value], preset: str | None, present: Collection[str]
) -> Iterable[Pair]:
    chosen = gateway(preset) if preset else None
    if chosen is None or _taken(chosen, values, present):
        return _each(owner_headers, values)
    if all(_packs(chosen, value) for value in values):
        literal = chosen.headers({value.key: value.value for value in values})
        return (Pair(name, text) for name, text in literal.items())
    return _each(chosen.headers, values)


def _each(spell: object, values: Sequence[Value]) -> Iterable[Pair]:
    for value in values:
        written: Mapping[str, str] = spell({value.key: value.value})  # type: ignore[operator]
        for name, text in written.items():
            yield Pair(name, text, value.env if text == value.value else None)


def _packs(preset: Gateway, value: Value) -> bool:
    return value.value not in preset.headers({value.key: value.value}).values()


def _taken(preset: Gateway, values: Sequence[Value], present: Collection[str]) -> bool:
    """Whether a header that the preset would write is there already, with other content."""
    names = preset.headers({value.key: value.value for value in values})
    return bool({name.lower() for name in names} & {key.lower() for key in present})


def _ascii(pair: Pair) -> Pair:
    text = str(pair.value)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", plain).strip()
    if not plain:
        raise Unfit(f"{text!r} has no character that a header may have")
    return pair if plain == text else replace(pair, value=plain, env=None)


def _fitted(pair: Pair, row: Carrier) -> Pair:
    text = _slug(str(pair.value), row.limits.charset or "")[: row.limits.value_len]
    if not text:
        raise Unfit(f"{pair.value!r} has no character that {row.param} may hold")
    key = _slug(pair.key, row.limits.charset or "")[: row.limits.key_len]
    return replace(pair, key=key, value=text, env=pair.env if text == pair.value else None)


def _slug(text: str, charset: str) -> str:
    """`text` with the characters of a registry charset only ("[a-z0-9_-], ...")."""
    allowed = re.match(r"\[(?:\\.|[^\]])+\]", charset)
    if allowed is None:
        return text.lower() if charset.startswith("lowercase") else text
    taken = re.compile(allowed[0].replace(",-.", r",\-."))
    if all(taken.match(letter) for letter in text):
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if not taken.match("A"):
        plain = plain.lower()
    return re.sub(r"-{2,}", "-", "".join(c if taken.match(c) else "-" for c in plain)).strip("-")
