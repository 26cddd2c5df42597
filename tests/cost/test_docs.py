"""What the documentation shows is what happens: every `$ untagged-llm` line is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from untagged_llm.cli import main
from untagged_llm.cost.overlay import overlay_from
from untagged_llm.rates.source import _library

DOCS = Path(__file__).parents[2] / "docs"
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = ("cost.md", "rates.md")


def sessions() -> list[tuple[str, str]]:
    """(command, output) of every console block."""
    found = []
    for page in PAGES:
        for block in CONSOLE.findall((DOCS / page).read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=lambda text: text[:60])
def test_a_documented_command_prints_what_is_shown(
    command: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(shlex.split(command)[1:]) in (0, 1)
    assert capsys.readouterr().out == output


def test_the_documented_python_runs() -> None:
    text = (DOCS / "cost.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, "docs/cost.md", "exec"), {})


def test_the_documented_price_tables_are_valid() -> None:
    text = (DOCS / "rates.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        overlay_from({"provider": "openai", **_library().loads(block)}, "docs/rates.md")
