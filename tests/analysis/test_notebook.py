from __future__ import annotations

import ast
import json

import pytest

from untagged_llm.analysis.decode import SourceError
from untagged_llm.analysis.notebook import read_notebook


def notebook(*cells: str, language: str = "python") -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": ["# title"]},
                *({"cell_type": "code", "source": c.splitlines(keepends=True)} for c in cells),
            ],
            "metadata": {"language_info": {"name": language}},
            "nbformat": 4,
        }
    )


def test_code_cells_become_one_module_whose_lines_lead_back() -> None:
    source = read_notebook(notebook("import openai\nx = 1\n", "", "y = 2"))
    assert source.text == "import openai\nx = 1\n\ny = 2\n"
    assert [source.locate(line) for line in (1, 2, 3, 4)] == [(2, 1), (2, 2), (3, 1), (4, 1)]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install openai\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls\n", "if x:\n    pass"),
        ("files = !ls\n", "files = None"),
        ("client?\n", "pass"),
        ("%time answer = ask()\n", "pass; answer = ask()"),
        ("%timeit -n 3 ask()", "pass"),
        ("%%time\nanswer = ask()", "\nanswer = ask()"),
        ("%%bash\nls\npwd", "\n\n"),
        ("x = (10\n% 3)", "x = (10\n% 3)"),
        ("text = '''\n%matplotlib\n'''", "text = '''\n%matplotlib\n'''"),
        ("await ask()", "await ask()"),
        ("pip install -q openai\nx = 1", "pass\nx = 1"),
        ("cd ..\nls -la", "pass\npass"),
        ("ls = 3\nprint(ls -3)", "ls = 3\nprint(ls -3)"),
        ("!pip install \\\n    openai\nx = 1", "pass\n\nx = 1"),
    ],
)
def test_magics_are_blanked_line_for_line(cell: str, plain: str) -> None:
    source = read_notebook(notebook(cell))
    assert source.text == plain + "\n"
    ast.parse(source.text)


def test_a_cell_that_is_not_python_is_blank_and_the_others_stand() -> None:
    source = read_notebook(notebook("x = 1", "def (:\ny", "%time z = 2"))
    assert source.text == "x = 1\n\n\npass; z = 2\n"
    assert source.written == "x = 1\ndef (:\ny\n%time z = 2\n"
    assert [(str(fault), fault.line, fault.column) for fault in source.faults] == [
        ("cell 3 cannot be parsed: invalid syntax", 2, 5)
    ]


def test_a_cell_that_holds_no_text_that_python_takes_is_a_fault() -> None:
    faults = read_notebook(notebook("x = '\0'", "y = '\ud800'")).faults
    assert [fault.line for fault in faults] == [1, 2]


def test_the_way_to_a_cell_leads_back() -> None:
    source = read_notebook(notebook("x = 1\ny = 2", "z = 3"))
    assert (source.line(2, 2), source.line(3, 1), source.line(1, 1)) == (2, 3, None)


def test_a_notebook_in_another_language_has_no_python() -> None:
    assert read_notebook(notebook("library(x)", language="R")).text == ""


def test_the_older_format_is_read_too() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}
    assert read_notebook(json.dumps(old)).text == "x = 1\n"


def test_an_empty_notebook_has_no_code() -> None:
    source = read_notebook('{"cells": []}')
    assert (source.text, source.locate(1)) == ("", (1, 1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a notebook: not valid JSON (expecting value)"),
        ("{", "is not a notebook: not valid JSON"),
        ("[]", 'is not a notebook: it has no list of "cells"'),
        ('{"cells": 1}', 'is not a notebook: it has no list of "cells"'),
        ("[" * 100_000, "is not a notebook: nested too deeply"),
    ],
)
def test_what_is_no_notebook_is_one_sentence(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_notebook(text)
    assert message in str(caught.value)


def test_odd_cells_are_passed_over() -> None:
    odd = {"cells": [None, 3, {"cell_type": "code"}, {"cell_type": "code", "source": 7}]}
    assert read_notebook(json.dumps(odd)).cells == (3, 4)
