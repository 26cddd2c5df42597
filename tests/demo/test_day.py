"""`make demo-runtime`: the shop works for a day, and every token is on somebody's bill."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

DAY = Path(__file__).with_name("day.py")


def test_every_request_of_the_shops_day_is_recorded_under_its_team() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(DAY)], capture_output=True, encoding="utf-8"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Recorded: all of them." in done.stdout
    spent = _spent(done.stdout)
    assert {"search", "support", "growth", "platform", "(nobody)", "Growth"} == set(spent) - {"all"}
    assert spent.pop("all") == sum(spent.values())
    assert all(spent.values())


def _spent(bill: str) -> dict[str, Decimal]:
    """What stands in the last column, by team."""
    rows = [line.split() for line in bill.partition("\n\n")[0].splitlines()[1:]]
    return {team: Decimal(dollars) for team, *_, dollars in rows}
