from __future__ import annotations

from pathlib import Path

import pytest

from reporters.sample import EMPTY, OPTIONS, REPORT
from untagged_llm.model import Finding, Place, Range, Related, Report
from untagged_llm.reporters import RenderOptions, UnknownFormat, formats, render, reporter


def text_of(finding: Finding, lines: list[str] | None, width: int = 100) -> list[str]:
    options = RenderOptions(source=lambda path: lines, width=width)
    return "".join(render("findings", "text", Report(findings=(finding,)), options=options)).split(
        "\n"
    )[:-3]


def at(column: int, end: int, *, line: int = 1, end_line: int = 0, label: str = "") -> Finding:
    span = Range(line, column, end_line or line, end)
    related = (Related(Place("a.py", Range(3, 1, 3, 4)), label),) if label else ()
    return Finding("a.py", span, "ULM102", "untagged-call", "no owner", related=related)


def test_a_tab_is_four_columns_and_a_wide_character_two() -> None:
    assert text_of(at(4, 7), ["\t漢=f()"])[3:5] == ["1 |     漢=f()", "  |        ^^^"]


def test_a_span_over_several_lines_is_underlined_on_its_first() -> None:
    assert text_of(at(3, 2, end_line=2), ["x=f(  # c", ")"])[3:5] == [
        "1 | x=f(  # c",
        "  |   ^^",
    ]


def test_skipped_lines_between_two_places_are_told() -> None:
    assert text_of(at(1, 4, label="built here"), ["f()", "", "g()"])[2:] == [
        "  |",
        "1 | f()",
        "  | ^^^",
        "...",
        "3 | g()",
        "  | --- built here",
        "",
    ]


def test_a_very_long_line_is_cut_around_the_span() -> None:
    line = "x" * 500 + "f()" + "y" * 500
    *_, shown, underline, _ = text_of(at(501, 504), [line], width=60)
    assert len(shown) <= 62
    start = underline.index("^")
    assert shown[start : start + 3] == "f()"
    assert shown.count("…") == 2


@pytest.mark.parametrize("lines", [None, [], ["short"]])
def test_source_that_is_gone_or_shorter_is_no_trouble(lines: list[str] | None) -> None:
    assert text_of(at(9, 12, line=3, label="built here"), lines)[1] == " --> a.py:3:9"


def test_colours_and_links_are_only_there_when_asked_for() -> None:
    plain = "".join(render("findings", "text", REPORT, options=OPTIONS))
    assert "\x1b" not in plain
    rich = RenderOptions(color=True, links=True, source=OPTIONS.source)
    painted = "".join(render("findings", "text", REPORT, options=rich))
    assert "\x1b[1;31mULM102 untagged-call\x1b[0m: " in painted
    uri = (Path.cwd() / "app/llm.py").as_uri()
    assert f"\x1b]8;;{uri}\x1b\\app/llm.py:4:9\x1b]8;;\x1b\\" in painted


@pytest.mark.parametrize("color", [True, False])
def test_the_inventory_follows_the_same_switch(color: bool) -> None:
    options = RenderOptions(color=color)
    assert ("\x1b" in "".join(render("inventory", "table", REPORT, options=options))) is color


@pytest.mark.parametrize("kind", ["findings", "inventory"])
def test_a_format_is_named_as_its_module(kind: str) -> None:
    for name in formats(kind):  # type: ignore[arg-type]
        assert name == reporter(kind, name).NAME  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sarfi", "unknown output format 'sarfi': did you mean 'sarif'?"),
        ("zzz", "unknown output format 'zzz': choose from "),
    ],
)
def test_an_unknown_format_is_one_sentence(name: str, says: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        render("findings", name, EMPTY, options=OPTIONS)
    assert str(caught.value).startswith(says)
