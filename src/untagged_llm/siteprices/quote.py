"""What the model of a site costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.cost import Usage

if TYPE_CHECKING:
    from decimal import Decimal

    from untagged_llm.cost import RateCard
    from untagged_llm.model import Site

# SDKs that sell other makers' models; for the rest the model's name says who makes it.
SELLERS = {"bedrock": "aws.bedrock", "aiobotocore": "aws.bedrock", "groq": "groq"}
AZURE = "azure"
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Quote:
    """List prices of a million tokens; None where the model has no price, `reason` says why."""

    model: str
    input: Decimal | None
    output: Decimal | None
    reason: str = ""


def quote(site: Site, card: RateCard) -> Quote | None:
    """The quote for a site, None when the code does not say which model it calls."""
    if site.model is None:
        return None
    seller = seller_of(site)
    read = Usage(input_tokens=MILLION, aggregate=True)
    written = Usage(output_tokens=MILLION, aggregate=True)
    given = card.price(read, model=site.model, provider=seller)
    made = card.price(written, model=site.model, provider=seller)
    return Quote(site.model, given.list_total, made.list_total, given.reason)


def seller_of(site: Site) -> str | None:
    """The provider that a site's SDK talks to, None to go by the model's name."""
    if AZURE in site.client_id.lower() or AZURE in site.callable.lower():
        return "azure.ai.openai"
    return SELLERS.get(site.sdk)
