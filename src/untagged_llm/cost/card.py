"""The rate card: immutable, versioned, effective-dated; prices a usage."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from untagged_llm import rates
from untagged_llm.cost.names import Catalogue
from untagged_llm.cost.offer import Offer
from untagged_llm.cost.pricing import free, price_usage, unpriced
from untagged_llm.cost.result import Cost, UnpricedError
from untagged_llm.cost.terms import terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from untagged_llm.cost.usage import Usage

    Key = tuple[Any, ...]

REMEMBERED = 10_000
UTC = timezone.utc


class RateCard:
    """Prices by provider, model, instant and terms.

    `RateCard.bundled()` is the card that comes with the package; `with_overlay` lays negotiated
    prices, private models and deployment names over it. Cards never change.
    """

    def __init__(self, version: str, overlays: Sequence[Mapping[str, Any]] = ()) -> None:
        self.version = version
        self._overlays = tuple(overlays)
        self._catalogues: dict[str, tuple[Catalogue, ...]] = {}
        self._offers: dict[tuple[object, ...], Offer | str] = {}

    @classmethod
    def bundled(cls) -> RateCard:
        """The card of this release; the same object every time."""
        global _bundled
        if _bundled is None:
            _bundled = cls(rates.index()["version"])
        return _bundled

    def with_overlay(self, overlay: Mapping[str, Any]) -> RateCard:
        """A card that asks `overlay` first (see `cost.overlay` for how to read one)."""
        return RateCard(f"{self.version}+{overlay['id']}", (overlay, *self._overlays))

    def price(
        self,
        usage: Usage,
        *,
        model: str,
        provider: str | None = None,
        at: datetime | date | str | None = None,
        tier: str | None = None,
        speed: str | None = None,
        region: str | None = None,
        residency: str | None = None,
        deployment: str | None = None,
        beta: str | None = None,
        status_code: int | None = None,
        known_at: datetime | None = None,
        strict: bool = False,
    ) -> Cost:
        """What a request cost.

        Args:
            usage: the billed quantities.
            model: the model that really served it, as the response names it.
            provider: who sold it (`openai`, `azure.ai.openai`, `aws.bedrock`, ...); None takes
                the provider in the model's prefix, else the model's maker.
            at: when the request was made (aware; a date or ISO text means UTC); None is now.
            tier: service tier (`batch`, `flex`, `priority`, `fast`, ...), None the ordinary one.
            speed: `fast` where the provider has such an option.
            region: where the model ran (Anthropic `inference_geo`, a Vertex location).
            residency: the data residency asked for (OpenAI).
            deployment: the kind of deployment (Azure `data-zone`, `provisioned`).
            beta: a beta the request used, where that has a price.
            status_code: of the HTTP response; a failed request without usage is free.
            known_at: price with what the card knew at this instant.
            strict: raise instead of returning an incomplete price.

        Raises:
            UnpricedError: `strict`, and the status would be `unpriced` or `partial`.
            ValueError: `at` is not an instant.
        """
        key = (provider, model, tier, speed, region, residency, deployment, beta, known_at)
        offer = self._offers.get(key)
        if offer is None:
            offer = self._found(key)
        if not usage.input_tokens and not usage.output_tokens and usage.is_empty:
            cost = free(self.version, _nothing_used(status_code))
        elif isinstance(offer, str):
            cost = unpriced(self.version, offer)
        elif offer.provisioned:
            cost = free(self.version, "provisioned capacity: no marginal price")
        else:
            moment = at if type(at) is datetime and at.tzinfo is UTC else to_instant(at)
            cost = self._sold(usage, offer, moment, key)
        if strict and cost.status in ("unpriced", "partial"):
            raise UnpricedError(cost)
        return cost

    def _found(self, key: Key) -> Offer | str:
        offer = self._offer(*key)
        if len(self._offers) >= REMEMBERED:
            self._offers.clear()
        self._offers[key] = offer
        return offer

    def _sold(self, usage: Usage, offer: Offer, at: datetime, key: Key) -> Cost:
        cost = price_usage(usage, offer, at, self.version)
        if not usage.components:
            return cost
        from untagged_llm.cost.components import add_components

        provider, model, *_ = key
        return add_components(self, usage, cost, model, provider, at, key)

    def catalogues(self, provider: str) -> tuple[Catalogue, ...]:
        """What a provider (by its canonical name) sells: overlays first, then the bundled file."""
        if provider not in self._catalogues:
            self._catalogues[provider] = tuple(self._load(provider))
        return self._catalogues[provider]

    def provider(self, name: str) -> str:
        """A provider's canonical name; an unknown one is returned as it is."""
        folded = name.strip().lower()
        names: Mapping[str, str] = rates.index()["names"]
        return names.get(folded, folded)

    def maker(self, model: str) -> str | None:
        """The provider meant by a bare model name: its maker, an overlay's, or its prefix's."""
        index = rates.index()
        vendor: str | None = index["vendors"].get(model)
        if vendor:
            return vendor
        for overlay in self._overlays:
            for table in (*overlay["entry"], *overlay["alias"]):
                if model in (table.get("model"), table.get("name")):
                    return str(table["provider"])
        for prefix in sorted(index["prefixes"], key=len, reverse=True):
            if model.startswith(prefix):
                return str(index["prefixes"][prefix])
        return self._maker_of_snapshot(model)

    def _maker_of_snapshot(self, model: str) -> str | None:
        for provider in rates.index()["files"]:
            document = rates.document(provider) or {}
            if document.get("vendor") and any(c.find(model) for c in self.catalogues(provider)):
                return str(provider)
        return None

    def _load(self, provider: str) -> list[Catalogue]:
        found = []
        document = rates.document(provider)
        if document is not None:
            resold = tuple(c for name in document.get("resells", ()) for c in self._bundled(name))
            found.append(Catalogue(document, resold))
        for overlay in reversed(self._overlays):
            mine = {
                kind: [t for t in overlay.get(kind, ()) if t["provider"] == provider]
                for kind in ("entry", "alias", "rule")
            }
            if any(mine.values()):
                base = {**(document or {"provider": provider}), **mine}
                found.insert(0, Catalogue(base, tuple(found)))
        return found[:1]

    def _bundled(self, provider: str) -> list[Catalogue]:
        document = rates.document(provider)
        return [Catalogue(document)] if document else []

    def _offer(
        self,
        provider: str | None,
        model: str,
        tier: str | None,
        speed: str | None,
        region: str | None,
        residency: str | None,
        deployment: str | None,
        beta: str | None,
        known_at: datetime | None,
    ) -> Offer | str:
        """The offer, or the reason why there is none."""
        seller = self.provider(provider) if provider else self.maker(model)
        for catalogue in self.catalogues(seller) if seller else ():
            found = catalogue.find(model)
            if found:
                name, listings = found
                asked = terms(catalogue.document, tier, speed, deployment, region, residency, beta)
                rules = self._rules(seller or "", catalogue)
                return Offer(name, listings, catalogue, rules, asked, known_at)
        from untagged_llm.cost.refusal import no_such_model

        return no_such_model(self, model, seller)

    def _rules(self, provider: str, catalogue: Catalogue) -> list[Mapping[str, Any]]:
        own = list((rates.document(provider) or {}).get("rule", ()))
        for overlay in self._overlays:
            own.extend(rule for rule in overlay.get("rule", ()) if rule["provider"] == provider)
        return own


_bundled: RateCard | None = None


def to_instant(at: datetime | date | str | None) -> datetime:
    """`at` as an instant in UTC.

    Raises:
        ValueError: it is text that is no ISO date, or a time without a zone.
    """
    if at is None:
        return datetime.now(UTC)
    if isinstance(at, str):
        at = _parsed(at)
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError(f"at: {at.isoformat()} has no time zone; write {at.isoformat()}Z")
        return at.astimezone(UTC)
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def _parsed(text: str) -> datetime | date:
    try:
        if len(text) == len("2026-11-21"):
            return date.fromisoformat(text)
        # Python 3.10 reads no "Z".
        return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)
    except ValueError:
        raise ValueError(f"at: {text!r} is not a date such as 2026-11-21T08:00:00Z") from None


def _nothing_used(status_code: int | None) -> str:
    failed = status_code is not None and status_code >= 400
    return f"the request failed ({status_code}): nothing billed" if failed else "nothing used"
