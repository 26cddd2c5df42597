"""Source, paths and messages are other people's text: no format may act on it."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporters.sample import JUDGED, judged
from untagged_llm.model import Finding, Place, Range, Related, Report, Unreadable
from untagged_llm.reporters import RenderOptions, formats, render
from untagged_llm.reporters.printable import columns, printable

ODD = st.text(st.characters(exclude_categories=()), max_size=40)
ODD_REPORTS = st.builds(
    lambda path, message, label, line, column, length: Report(
        findings=(
            Finding(
                path,
                Range(line, column, line, column + length),
                "ULM102",
                "untagged-call",
                message,
                site_id="s",
                related=(Related(Place(path, Range(1, 1, 2, 1)), label),),
            ),
        ),
        judged=(
            judged(path, Range(line, column, line, column), model=label, tags={label: message}),
        ),
        errors=(Unreadable(path + "x", line, column, message),),
        files=1,
    ),
    *(ODD, ODD, ODD, st.integers(1, 5), st.integers(1, 60), st.integers(0, 60)),
)


@settings(max_examples=50, deadline=None)
@given(report=ODD_REPORTS, lines=st.none() | st.lists(ODD, max_size=3))
def test_no_text_breaks_a_format(report: Report, lines: list[str] | None) -> None:
    options = RenderOptions(source=lambda path: lines, width=50)
    for kind in ("findings", "inventory"):
        for name in formats(kind):
            text = "".join(render(kind, name, report, options=options))
            text.encode("utf-8")
            assert "\x1b" not in text
            if name in ("json", "sarif", "gitlab", "rdjson", "cyclonedx"):
                json.loads(text)


@given(ODD_REPORTS)
def test_junit_is_well_formed(report: Report) -> None:
    text = "".join(render("findings", "junit", report, options=RenderOptions()))
    root = ElementTree.fromstring(text)
    assert len(root.findall(".//testcase")) == int(root.attrib["tests"]) == 2


@given(ODD_REPORTS)
def test_a_github_command_stays_on_its_line(report: Report) -> None:
    lines = "".join(render("findings", "github", report, options=RenderOptions())).split("\n")
    assert sum(line.startswith("::") for line in lines) == 2


@given(ODD_REPORTS)
def test_a_markdown_row_keeps_three_cells(report: Report) -> None:
    text = "".join(render("findings", "markdown", report, options=RenderOptions()))
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    assert [row.count("|") for row in rows] == [4, 4, 4, 4]
    assert "<script" not in text.lower()


def test_a_mention_or_a_reference_in_a_message_reaches_nobody() -> None:
    message = "ask @everyone about #1 and <img src=x> | `a|b` $x$"
    finding = Finding("a.py", Range(1, 1, 1, 2), "ULM102", "untagged-call", message)
    report = Report(findings=(finding,))
    *_, row = "".join(render("findings", "markdown", report, options=RenderOptions())).splitlines()
    cell = row.split(" | ")[2].removesuffix(" |")
    assert cell == (
        "ask &#64;everyone about &#35;1 and &#60;img src=x&#62; &#124; "
        "<code>a&#124;b</code> &#36;x&#36;"
    )


def test_a_comment_never_grows_too_long_and_says_what_it_left_out() -> None:
    one = Finding("a.py", Range(1, 1, 1, 2), "ULM102", "untagged-call", "no owner " * 50)
    many = Report(findings=(one,) * 500)
    text = "".join(render("findings", "markdown", many, options=RenderOptions()))
    assert 55_000 < len(text) < 65_536
    rows = sum(line.startswith("| <code>") for line in text.splitlines())
    assert text.endswith(f"\n… and {500 - rows} more.\n")


def test_csv_reads_back() -> None:
    text = "".join(render("inventory", "csv", Report(judged=JUDGED), options=RenderOptions()))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["site_id"] for row in rows] == [each.site.site_id for each in JUDGED]
    assert rows[1]["ownership.service_name"] == "<dynamic>"
    assert rows[3]["ownership.team_id"] == 'growth, "ünit"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a\\nb"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202e", "\\u202e"),
        ("\udcff", "\\udcff"),
        ("é漢", "é漢"),
    ],
)
def test_what_a_terminal_would_act_on_is_written_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_wide_and_combining_characters_count_as_they_show() -> None:
    assert columns("a漢e\u0301") == 4
