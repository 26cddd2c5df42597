"""Every row of a tier-1 SDK that is installed here, held against the SDK itself.

`pip install .[sdks]` installs them all; CI does. `make conformance` does tier 2 as well.
"""

from __future__ import annotations

import os

import pytest
from conformance import Check, check, installed, rows

from untagged_llm.sdks import registry

TIER_ONE = [sdk for sdk in map(registry().sdk, registry().ids) if sdk.tier == 1 and sdk.verified]
# Releases that cannot stand beside the present ones.
REPLACED = {"openai_legacy", "anthropic_legacy"}
NEEDED = [sdk for sdk in TIER_ONE if sdk.id not in REPLACED]
CASES = [
    pytest.param(each, id=f"{sdk.id}-{row}")
    for sdk in NEEDED
    if installed(sdk)
    for row, each in rows(sdk).items()
]


@pytest.mark.parametrize("row", CASES or [None])
def test_the_sdk_has_what_the_row_says(row: Check | None) -> None:
    outcome, detail = check(row) if row else ("ok", "")
    assert outcome != "failed", detail


@pytest.mark.parametrize("sdk", NEEDED, ids=lambda sdk: sdk.id)
def test_tier_one_is_installed_where_it_has_to_be(sdk) -> None:  # type: ignore[no-untyped-def]
    required = os.environ.get("UNTAGGED_LLM_SDKS") == "required"
    assert installed(sdk) or not required, f"pip install .[sdks] gives {sdk.distribution}"
