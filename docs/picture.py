"""Draw the picture in README.md: `python docs/picture.py [FILE]` (or `make picture`).

It is what the checker prints for two folders of the demo shop, in colour and uncut.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "fixtures" / "shop"
PICTURE = ROOT / "docs" / "images" / "check.svg"
ARGUMENTS = ("check", "shop/catalog", "shop/llm")
WIDTH = 112

# rich's own frame loads a web font; a picture in a repository should need nothing but itself.
FRAME = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    font-size: {char_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def printed() -> str:
    """What the checker writes to a terminal, colours as escape sequences."""
    command = [sys.executable, "-m", "untagged_llm", *ARGUMENTS, "--no-cache", "--color", "always"]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
        "COLUMNS": str(WIDTH),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        command, cwd=SHOP, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 1 or done.stderr:
        raise SystemExit(f"the checker ended with {done.returncode}: {done.stderr}")
    return done.stdout


def drawn(output: str) -> str:
    """The picture of a terminal that shows `output`, as SVG."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text(f"$ untagged-llm {' '.join(ARGUMENTS)}\n", style="bold"))
    console.print(Text.from_ansi(output))
    svg = console.export_svg(title="untagged-llm", code_format=FRAME, unique_id="ulm")
    # Lines of the picture are lines of the file, so that a change can be read in review.
    svg = svg.replace("</text><text", "</text>\n<text")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main(arguments: list[str]) -> None:
    """Write the picture to the file named, or to its place in the documentation."""
    target = Path(arguments[0]) if arguments else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(drawn(printed()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
