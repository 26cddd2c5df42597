from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from suppress.making import finding
from untagged_llm.suppress.comments import comments
from untagged_llm.suppress.noqa import noqas

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.model import Finding


def silences(text: str, of: Finding) -> bool:
    return any(noqa.silences(of) for noqa in noqas(comments(text)))


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "# NoQA: ULM102",
        "# noqa:ulm102",
        "# noqa: E501, ULM102",
        "# noqa: E501 ULM102",
        "# noqa:ULM1",
        "# noqa: ULM102 because the gateway adds it",
        "# noqa : E501",
        "# noqa: because",
        "# type: ignore # noqa: ULM102",
    ],
)
def test_it_silences(comment: str) -> None:
    assert silences(f"f()  {comment}\n", finding(1))


@pytest.mark.parametrize(
    "comment",
    ["# noqa: E501", "# noqa: ULM2, ULM101", "# quiet", "# flake8: noqa"],
)
def test_it_leaves_alone(comment: str) -> None:
    assert not silences(f"f()  {comment}\n", finding(1))


def test_it_acts_on_the_line_where_a_finding_starts() -> None:
    text = "f(\n    1,\n)  # noqa\n"
    assert not silences(text, finding(1, end=3))
    assert silences(text, finding(3))


def test_it_acts_on_all_lines_of_a_long_string() -> None:
    assert silences('f("""\n""")  # noqa: ULM102\n', finding(1, end=2))


def test_flake8_noqa_on_a_line_of_its_own_silences_the_file() -> None:
    assert silences("import os\n# flake8: noqa\nf()\n", finding(3))
    assert silences("# flake8: noqa: ULM102\n\nf()\n", finding(3))
    assert not silences("# flake8: noqa: ULM101\n\nf()\n", finding(3))


_VARIANTS = (
    *("# noqa", "# NoQA", "# noqa:F401", "# noqa: F401", "# noqa: F4", "# noqa: E501,F401"),
    *("# noqa: E501 F401", "# noqa: E501, F401 why", "# noqa: F401 why", "# noqa: why", "# why"),
    *("# noqa : E501", "# noqa: E501", "# noqa: E501,", "# noqa:  E501", "# noqa-ish", "# qa"),
    *("# type: ignore # noqa: E5", "# type: ignore # noqa: F401", "# flake8: noqa: E501 x"),
)


def test_flake8_itself_silences_the_same_lines(tmp_path: Path) -> None:
    lines = [f"import m{number}  {comment}" for number, comment in enumerate(_VARIANTS)]
    lines += ["import n1, \\", "    n2  # noqa: F401", 'import o; x = """', '"""  # noqa']
    text = "".join(f"{line}\n" for line in lines)
    (tmp_path / "app.py").write_text(text)
    flake8 = [sys.executable, "-m", "flake8", "--isolated", "--select=F401", "--format=%(row)d"]
    said = subprocess.run([*flake8, "app.py"], cwd=tmp_path, capture_output=True, text=True)
    assert not said.stderr
    reported = {int(row) for row in said.stdout.split()}
    imports = [row for row, line in enumerate(lines, 1) if line.startswith("import")]
    assert reported == {row for row in imports if not silences(text, finding(row, "F401"))}
