"""The picture in the README is what the checker prints today."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .fences import README, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = ROOT / "docs" / "images" / "check.svg"


def test_the_picture_is_what_the_checker_prints(tmp_path: Path) -> None:
    drawn = tmp_path / "check.svg"
    subprocess.run([sys.executable, "docs/picture.py", drawn], cwd=ROOT, check=True)

    # Releases of rich differ in how tall they draw it.
    assert shown(drawn) == shown(PICTURE), "run `make picture`"


def test_the_picture_is_shown_and_needs_nothing_from_elsewhere() -> None:
    text = PICTURE.read_text("utf-8")

    assert f"({PICTURE.relative_to(ROOT).as_posix()})" in README
    assert "url(http" not in text
    assert "ULM101" in "".join(shown(PICTURE))


def shown(picture: Path) -> list[str]:
    """The runs of text of a picture in their order."""
    texts = ElementTree.parse(picture).iterfind(".//{*}text")
    return [each.text for each in texts if each.text and not each.text.isspace()]
