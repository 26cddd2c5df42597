"""The conditions a request was made under, in the words of the card."""

# No postponed annotations here: a NamedTuple would compile each of them at import.

from collections.abc import Mapping
from typing import Any, NamedTuple

ORDINARY = {"", "none", "standard", "default", "auto", "on_demand"}
NOWHERE = {"", "none", "global", "not_available", "default", "standard"}
PROVISIONED = {"provisioned", "provisioned_throughput", "reserved"}


class Terms(NamedTuple):
    """Normalised conditions. Tier, speed and deployment are closed: a price without one of them
    holds for the ordinary kind only. Region, residency and beta are open: such a price holds
    whatever they are.
    """

    tier: str = "standard"
    speed: str = "standard"
    deployment: str = "global"
    region: str = ""
    residency: str = ""
    beta: str = ""

    @property
    def provisioned(self) -> bool:
        """Whether capacity was bought beforehand, so that a request costs nothing more."""
        return self.tier in PROVISIONED or self.deployment in PROVISIONED

    def meet(self, when: Mapping[str, str]) -> bool:
        """Whether a price under `when` can hold (context and time are looked at later)."""
        return (
            when.get("tier", "standard") in (self.tier, "any")
            and (when.get("tier") == "any" or self._closed(when))
            and _open(when.get("region"), self.region)
            and _open(when.get("residency"), self.residency)
            and _open(when.get("beta"), self.beta)
        )

    def _closed(self, when: Mapping[str, str]) -> bool:
        return (
            when.get("speed", "standard") == self.speed
            and when.get("deployment", "global") == self.deployment
        )

    def meet_rule(self, when: Mapping[str, str]) -> bool:
        """Whether a multiplier holds: every condition it names, nothing implied."""
        return all(
            _open(when.get(name), value) for name, value in zip(self._fields, self, strict=True)
        )


def terms(
    document: Mapping[str, Any],
    tier: str | None,
    speed: str | None,
    deployment: str | None,
    region: str | None,
    residency: str | None,
    beta: str | None,
) -> Terms:
    """The caller's words as the provider's document spells them."""
    return Terms(
        _word(tier, document.get("tiers", {}), "standard"),
        _word(speed, document.get("speeds", {}), "standard"),
        _word(deployment, document.get("deployments", {}), "global"),
        _place(region),
        _place(residency),
        (beta or "").lower(),
    )


def _word(given: str | None, spellings: Mapping[str, str], ordinary: str) -> str:
    word = (given or "").strip().lower().replace(" ", "-")
    word = spellings.get(word, word)
    return ordinary if word in ORDINARY else word


def _place(given: str | None) -> str:
    word = (given or "").strip().lower()
    return "" if word in NOWHERE else word


def _open(wanted: str | None, value: str) -> bool:
    """`given` matches any value at all."""
    return wanted is None or wanted == value or (wanted == "given" and value != "")
