"""Contracts, private models and deployment names over the list."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from untagged_llm.cost import RateCard, Usage
from untagged_llm.cost.overlay import overlay_from, read_overlay
from untagged_llm.cost.settings import configured
from untagged_llm.rates.validate import RatesError

if TYPE_CHECKING:
    from pathlib import Path

OVERLAY = """
[[discount]]
provider = "openai"
factor = "0.85"
models = ["gpt-5.4"]
valid_from = 2026-07-01T00:00:00Z
note = "enterprise agreement"

[[alias]]
provider = "azure"
name = "prod-chat"
target = "gpt-5.4"

[[entry]]
provider = "internal"
model = "summarizer-v2"

    [[entry.price]]
    input = "0.05"
    output = "0.10"
    sources = ["platform team, 2026-10"]
    confidence = "contract"
"""
MILLION = Usage(input_tokens=1_000_000, aggregate=True)


@pytest.fixture
def card(tmp_path: Path) -> RateCard:
    path = tmp_path / "contract.toml"
    path.write_text(OVERLAY)
    return RateCard.bundled().with_overlay(read_overlay(path))


def test_a_discount_leaves_the_list_price_beside_it(card: RateCard) -> None:
    cost = card.price(MILLION, model="gpt-5.4", at="2026-11-20", region=None)
    assert (cost.total, cost.list_total) == (Decimal("2.125"), Decimal("2.5"))
    assert (cost.lines[0].unit_price, cost.lines[0].list_price) == (
        Decimal("2.125"),
        Decimal("2.5"),
    )
    assert card.price(MILLION, model="gpt-5.5", at="2026-11-20").total == Decimal(5)


def test_a_discount_begins_on_its_day(card: RateCard) -> None:
    assert card.price(MILLION, model="gpt-5.4", at="2026-06-30").total == Decimal("2.5")


def test_deployment_names_and_private_models_have_prices(card: RateCard) -> None:
    azure = card.price(MILLION, provider="azure", model="prod-chat", at="2026-11-20")
    assert azure.total == Decimal("2.5")
    assert card.price(MILLION, model="summarizer-v2", at="2026-11-20").total == Decimal("0.05")
    assert card.price(MILLION, provider="azure", model="gpt-4o", at="2026-11-20").total == Decimal(
        "2.5"
    )


def test_the_version_tells_the_overlay(card: RateCard) -> None:
    bundled = RateCard.bundled().version
    assert card.version.startswith(f"{bundled}+")
    assert RateCard.bundled().price(MILLION, model="summarizer-v2").status == "unpriced"


def test_an_entry_replaces_the_listed_model() -> None:
    table = {
        "provider": "openai",
        "entry": [{"model": "gpt-5.4", "price": [{"input": "1.00"}]}],
    }
    card = RateCard.bundled().with_overlay(overlay_from(table, "test"))
    assert card.price(MILLION, model="gpt-5.4", at="2026-11-20").total == Decimal(1)


def test_a_fee_for_every_request_is_billed() -> None:
    price = {"input": "1.00", "requests": "0.005"}
    table = {"provider": "acme", "entry": [{"model": "m", "price": [price]}]}
    card = RateCard.bundled().with_overlay(overlay_from(table, "test"))
    usage = Usage(input_tokens=1_000_000, requests=3, aggregate=True)
    assert card.price(usage, model="m").total == Decimal("1.015")


def test_a_project_configures_overlays(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(OVERLAY)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.untagged-llm.rates]\nfiles = ["contract.toml"]\n\n'
        '[[tool.untagged-llm.rates.discount]]\nprovider = "openai"\nfactor = "0.5"\n'
    )
    card = configured(RateCard.bundled(), tmp_path)
    cost = card.price(MILLION, model="gpt-5.4", at="2026-11-20")
    assert (cost.total, cost.list_total) == (Decimal("1.0625"), Decimal("2.5"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[entry]]\nmodel = "m"\n', "entry 'm': has no [[entry.price]]"),
        (
            '[[entry]]\nmodel = "m"\n[[entry.price]]\ninptu = "1"\n',
            "entry 'm': unknown meter 'inptu'; did you mean 'input'?",
        ),
        (
            '[[entry]]\nmodel = "m"\n[[entry.price]]\ninput = 1.5\n',
            "entry 'm': input: must be a quoted number such as \"2.50\", not 1.5",
        ),
        (
            '[[entry]]\nmodel = "m"\n[[entry.price]]\ninput = "1"\nwhen = { contxt = "> 5" }\n',
            "entry 'm': when: unknown key 'contxt'; did you mean 'context'?",
        ),
        (
            '[[entry]]\nmodel = "m"\nvalid_from = 2026-07-01\n[[entry.price]]\ninput = "1"\n',
            "entry 'm': valid_from = 2026-07-01 should be an instant with its zone, "
            "such as 2026-08-21T00:00:00Z",
        ),
        ('[[entry]]\nmodel = "m"\n[[entry.price]]\ninput = "1"\n', "entry 'm': `provider` is"),
        ("[[entry", "is not TOML"),
        ('[[discount]]\nprovider = "openai"\n', "rule 'discount-1': factor: must be a quoted"),
    ],
)
def test_a_mistake_names_file_place_and_mend(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "rates.toml"
    path.write_text(text)
    with pytest.raises(RatesError) as caught:
        read_overlay(path)
    assert "rates.toml: " in str(caught.value)
    assert message in str(caught.value)
