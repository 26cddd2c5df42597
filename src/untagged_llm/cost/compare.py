"""What a workload costs on several models, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from untagged_llm.cost.result import UnpricedError
from untagged_llm.cost.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from untagged_llm.cost.card import RateCard

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Workload:
    """Equal requests. Shares are between 0 and 1: of the input that is read from a cache, of
    the requests that are sent as a batch.
    """

    input_tokens: int
    output_tokens: int
    requests: int = 1
    cached_share: Decimal = Decimal(0)
    batch_share: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison; `total` is None where a model has no price, `note` says why."""

    name: str
    total: Decimal | None
    per_request: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Estimator:
    """A card on a day."""

    card: RateCard
    at: datetime | None = None
    provider: str | None = None

    def cost(self, model: str, work: Workload) -> Decimal:
        """What the workload costs, exactly: shares blend prices, they do not round tokens.

        Raises:
            UnpricedError: the model has no price for a part of it.
        """
        standard = self._blend(model, work, None)
        if not work.batch_share:
            return standard * work.requests
        batch = self._blend(model, work, "batch")
        share = work.batch_share
        return (standard * (ONE - share) + batch * share) * work.requests

    def mixed(self, mix: Mapping[str, Decimal], work: Workload) -> Decimal:
        """What it costs when each model gets its share of the requests."""
        return sum((self.cost(model, work) * share for model, share in mix.items()), Decimal(0))

    def _blend(self, model: str, work: Workload, tier: str | None) -> Decimal:
        fresh = Usage(input_tokens=work.input_tokens, output_tokens=work.output_tokens)
        plain = self._price(model, fresh, tier)
        if not work.cached_share:
            return plain
        cached = self._price(model, fresh.replace(cache_read_input_tokens=work.input_tokens), tier)
        return plain * (ONE - work.cached_share) + cached * work.cached_share

    def _price(self, model: str, usage: Usage, tier: str | None) -> Decimal:
        cost = self.card.price(
            usage, model=model, provider=self.provider, at=self.at, tier=tier, strict=True
        )
        return cost.total or Decimal(0)


def compare(estimator: Estimator, models: Sequence[str], work: Workload) -> list[Row]:
    """One row a model, in the order given."""
    return [_row(estimator, model, {model: ONE}, work) for model in models]


def mix_row(estimator: Estimator, mix: Mapping[str, Decimal], work: Workload) -> Row:
    """The row of a routing mix."""
    shares = ", ".join(f"{share:.0%} {model}" for model, share in mix.items())
    return _row(estimator, shares, mix, work)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The levers to try; None leaves one out."""

    cached_share: Decimal | None = Decimal("0.5")
    batch_share: Decimal | None = ONE
    output_cap: int | None = None
    cheaper: str | None = None
    cheaper_share: Decimal = Decimal("0.75")


def what_if(estimator: Estimator, model: str, work: Workload, levers: WhatIf) -> Iterator[Row]:
    """The workload as it is, then with one lever pulled at a time."""
    yield _row(estimator, "as it is", {model: ONE}, work)
    if levers.cached_share is not None:
        name = f"{levers.cached_share:.0%} of the input cached"
        yield _row(estimator, name, {model: ONE}, replace(work, cached_share=levers.cached_share))
    if levers.batch_share is not None:
        name = f"{levers.batch_share:.0%} of the requests batched"
        yield _row(estimator, name, {model: ONE}, replace(work, batch_share=levers.batch_share))
    if levers.output_cap is not None and levers.output_cap < work.output_tokens:
        name = f"output capped at {levers.output_cap:,} tokens"
        yield _row(estimator, name, {model: ONE}, replace(work, output_tokens=levers.output_cap))
    if levers.cheaper is not None:
        share = levers.cheaper_share
        mix = {model: ONE - share, levers.cheaper: share}
        yield _row(estimator, f"{share:.0%} routed to {levers.cheaper}", mix, work)


def _row(estimator: Estimator, name: str, mix: Mapping[str, Decimal], work: Workload) -> Row:
    try:
        total = estimator.mixed(mix, work)
    except UnpricedError as problem:
        return Row(name, None, None, str(problem))
    return Row(name, total, total / work.requests)
