from __future__ import annotations

from pathlib import Path

import hypothesmith
import libcst
from hypothesis import HealthCheck, given, settings

from robustness.running import CALL, CLIENT, analyse

unhurried = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
HERE = Path(__file__).parent


@unhurried
@given(hypothesmith.from_grammar())
def test_programs_of_the_grammar_are_analysed(program: str) -> None:
    assert_analysed(program)


@unhurried
@given(hypothesmith.from_node(libcst.Module))
def test_programs_of_random_nodes_are_analysed(program: str) -> None:
    assert_analysed(program)


def assert_analysed(program: str) -> None:
    analyse("program.py", program, HERE)
    # The resolver has no reason to look at code that no client can reach: give it one.
    analyse("program.py", f"{CLIENT}{program}\n{CALL}", HERE)
