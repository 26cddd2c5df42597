"""Every row of a tier-1 SDK that is installed here, held against the SDK itself.

`pip install .[sdks]` installs them all; CI does. `make conformance` does tier 2 as well.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from conformance import check, installed, rows

from untagged_llm.sdks import registry

if TYPE_CHECKING:
    from conformance import Check

    from untagged_llm.sdks import Sdk

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


if CASES:

    @pytest.mark.parametrize("row", CASES)
    def test_the_sdk_has_what_the_row_says(row: Check) -> None:
        outcome, detail = check(row)
        assert outcome != "failed", detail


@pytest.mark.parametrize("sdk", NEEDED, ids=lambda sdk: sdk.id)
def test_tier_one_is_installed_where_it_has_to_be(sdk: Sdk) -> None:
    required = os.environ.get("UNTAGGED_LLM_SDKS") == "required"
    assert installed(sdk) or not required, f"pip install .[sdks] gives {sdk.distribution}"
