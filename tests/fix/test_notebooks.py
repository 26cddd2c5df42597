from __future__ import annotations

import json
from typing import Any

import pytest

from untagged_llm.analysis.reading import Source, source_of
from untagged_llm.fix.notebooks import with_code
from untagged_llm.fix.original import UnkeepableError


def cell(source: Any, kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, "outputs": []}


def notebook(*cells: dict[str, Any], **how: Any) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4}, **how)


def source(document: str) -> Source:
    return source_of("book.ipynb", document.encode())


def edited(document: str, old: str, new: str) -> str:
    before = source(document)
    assert old in before.text
    return with_code(document, before, before.text.replace(old, new))


def codes(document: str) -> list[Any]:
    return [each["source"] for each in json.loads(document)["cells"]]


def test_only_the_lines_that_change_are_written_anew() -> None:
    document = '{"cells": [{"cell_type":"code",\n "source": ["a = 1\\n",   "b = \\u0032"] }]  }\n'

    fresh = edited(document, "a = 1", "a = 3")

    assert fresh == document.replace("a = 1", "a = 3")


def test_lines_that_are_added_follow_the_list() -> None:
    fresh = edited(notebook(cell(["f()\n", "g()"]), indent=1), "f()", "f(\n    1,\n)")

    assert codes(fresh) == [["f(\n", "    1,\n", ")\n", "g()"]]
    assert fresh == notebook(cell(["f(\n", "    1,\n", ")\n", "g()"]), indent=1)


def test_a_cell_can_change_in_several_places() -> None:
    before = ["f()\n", "x = 1\n", "g()\n", "h()"]
    document = notebook(cell(before), cell("i()"))
    text = source(document).text.replace("f()", "f(10)").replace("h()", "h(2)")

    fresh = with_code(document, source(document), text.replace("x = 1", "x = 1\ny = 2"))

    assert codes(fresh) == [["f(10)\n", "x = 1\n", "y = 2\n", "g()\n", "h(2)"], "i()"]


def test_code_in_one_string_stays_in_one_string() -> None:
    fresh = edited(notebook(cell("f()\ng()")), "g()", "g(1)")

    assert codes(fresh) == ["f()\ng(1)"]


def test_pieces_that_are_no_lines_become_lines() -> None:
    assert codes(edited(notebook(cell(["f", "()\ng()"])), "g()", "g(1)")) == [["f()\n", "g(1)"]]


def test_other_cells_stay_as_they_are() -> None:
    text = cell(["# ", "f()"], "markdown")
    fresh = edited(notebook(text, cell(["f()"]), cell(["h()"])), "f()", "f(1)")

    assert codes(fresh) == [["# ", "f()"], ["f(1)"], ["h()"]]


def test_what_is_added_between_two_cells_goes_to_the_one_above() -> None:
    fresh = edited(
        notebook(cell(["import a"]), cell(["%%time\n", "f()"])), "import a", "import a\nB = 1"
    )

    assert codes(fresh) == [["import a\n", "B = 1"], ["%%time\n", "f()"]]


def test_nothing_is_put_in_front_of_a_cell_magic() -> None:
    document = notebook(cell(["%%time\n", "f()"]))
    before = source(document)

    fresh = with_code(document, before, "import a\n" + before.text)

    assert codes(fresh) == [["%%time\n", "import a\n", "f()"]]


def test_a_line_with_a_magic_is_not_rewritten() -> None:
    document = notebook(cell(["%time f()"]))

    with pytest.raises(UnkeepableError, match="not plain Python"):
        edited(document, "f()", "f(1)")


def test_a_change_over_two_cells_is_refused() -> None:
    with pytest.raises(UnkeepableError, match="two cells"):
        edited(notebook(cell(["f()"]), cell(["g()"])), "f()\ng()", "h()")


def test_the_old_format_is_understood() -> None:
    sheets = [{"cells": [{"cell_type": "code", "input": ["f()"], "language": "python"}]}]
    document = json.dumps({"worksheets": sheets, "nbformat": 3})

    fresh = json.loads(edited(document, "f()", "f(1)"))

    assert fresh["worksheets"][0]["cells"][0]["input"] == ["f(1)"]


def test_letters_are_written_as_the_cell_writes_them() -> None:
    plain = edited(notebook(cell(["f()"])), "f()", "f('ä')")
    literal = edited(notebook(cell(["g('ö')\n", "f()"]), ensure_ascii=False), "f()", "f('ä')")

    assert "\\u00e4" in plain
    assert "f('ä')" in literal
