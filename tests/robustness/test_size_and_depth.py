from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from robustness.running import CALL, CLIENT, check

if TYPE_CHECKING:
    from pathlib import Path

DEPTH = 1000
# What Python's own parser refuses is one finding; everything else has to be seen through.
REFUSED = ("parentheses", "lists", "calls")
DEEP = {
    "parentheses": "(" * DEPTH + "1" + ")" * DEPTH,
    "lists": "[" * DEPTH + "]" * DEPTH,
    "calls": "f(" * DEPTH + "client" + ")" * DEPTH,
    "signs": "-" * DEPTH + "1",
    "sums": " + ".join(["client"] * DEPTH),
    "attributes": "client" + ".copy" * DEPTH,
    "chained calls": "client" + ".with_options()" * DEPTH,
    "subscripts": "client" + "[0]" * DEPTH,
    "choices": "client if x else " * DEPTH + "client",
    "alternatives": " or ".join(["client"] * DEPTH),
    "lambdas": "lambda: " * DEPTH + "client",
    "strings": " ".join(["'a'"] * DEPTH),
}


@pytest.mark.parametrize("shape", DEEP)
def test_a_thousand_nested_expressions_end_in_a_verdict(shape: str, tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text(f"{CLIENT}deep = {DEEP[shape]}\n{CALL}", "utf-8")
    (tmp_path / "good.py").write_text(CLIENT + CALL, "utf-8")

    ended = check(tmp_path)

    seen = ended.of("deep.py")
    assert ended.of("good.py") == [("ULM101", 2)]
    assert (ended.code, seen) in ((3, [("ULM000", 3)]), (1, [("ULM101", 2)]))
    assert shape in REFUSED or ended.code == 1


@pytest.mark.parametrize("statement", ["if x:", "for x in y:", "def f():", "class A:", "with x:"])
def test_blocks_as_deep_as_python_allows_are_seen_through(statement: str, tmp_path: Path) -> None:
    # The interpreter takes at most 20 statically nested loops, but 99 indentations.
    lines = [" " * depth + statement for depth in range(98)]
    (tmp_path / "deep.py").write_text("\n".join([CLIENT, *lines, " " * 98 + CALL]), "utf-8")

    assert check(tmp_path).of("deep.py") == [("ULM101", 2)]


def test_blocks_deeper_than_python_allows_are_one_finding(tmp_path: Path) -> None:
    lines = [" " * depth + "if x:" for depth in range(101)]
    (tmp_path / "deep.py").write_text("\n".join([CLIENT, *lines, " " * 101 + CALL]), "utf-8")

    ended = check(tmp_path)

    assert ended.code == 3
    assert [code for code, _ in ended.of("deep.py")] == ["ULM000"]


def test_a_chain_of_a_thousand_names_ends_in_a_verdict(tmp_path: Path) -> None:
    names = "".join(f"c{number + 1} = c{number}\n" for number in range(DEPTH))
    (tmp_path / "chain.py").write_text(f"{CLIENT}c0 = client\n{names}c{DEPTH}.responses.create()\n")

    assert check(tmp_path).of("chain.py")[0] == ("ULM101", 2)


def test_ten_generated_megabytes_are_checked(tmp_path: Path) -> None:
    row = "ROW_{} = {{'name': 'value', 'other': [1, 2, 3], 'text': '" + "x" * 400 + "'}}\n"
    table = "".join(row.format(number) for number in range(10_000_000 // 460))
    (tmp_path / "generated.py").write_text(CLIENT + table + CALL, "utf-8")

    assert (tmp_path / "generated.py").stat().st_size > 9_900_000
    assert check(tmp_path).of("generated.py") == [("ULM101", 2)]


def test_ten_megabytes_on_one_line_are_checked(tmp_path: Path) -> None:
    data = "DATA = '" + "x" * 10_000_000 + "'\n"
    (tmp_path / "generated.py").write_text(CLIENT + data + CALL, "utf-8")

    assert check(tmp_path).of("generated.py") == [("ULM101", 2)]
