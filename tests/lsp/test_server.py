from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lsp_client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNOWNED = """from openai import OpenAI

client = OpenAI()


def ask(question: str) -> object:
    return client.responses.create(model="gpt-5.4-mini", input=question)
"""
OWNED = UNOWNED.replace(
    "OpenAI()",
    'OpenAI(default_headers={"x-owner-team": "search", "x-owner-service": "qa", '
    '"x-owner-project": "p1"})',
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    client = Client(tmp_path)
    yield client
    assert client.close() == 0


def test_an_opened_document_gets_diagnostics(client: Client) -> None:
    (found,) = client.open("app.py", UNOWNED)

    assert found["code"] == "ULM101"
    assert found["source"] == "untagged-llm"
    assert found["range"]["start"] == {"line": 2, "character": 9}


def test_unsaved_text_counts(client: Client) -> None:
    client.open("app.py", UNOWNED)

    assert client.change("app.py", OWNED) == []


def test_columns_are_counted_in_utf16_units(client: Client) -> None:
    text = 'from openai import OpenAI\n\nnames = {"😀": OpenAI()}\n'

    (found,) = client.open("app.py", text)

    line = text.splitlines()[2]
    before = line[: line.index("OpenAI()")]
    assert found["range"]["start"]["character"] == len(before.encode("utf-16-le")) // 2


def test_a_hover_tells_owner_and_trace(client: Client) -> None:
    client.open("app.py", OWNED)

    told = client.hover("app.py", 6, 14)

    assert told is not None
    assert "status: owned" in told
    assert "app.py:3:10: openai.OpenAI built here" in told


def test_a_hover_beside_a_site_tells_nothing(client: Client) -> None:
    client.open("app.py", OWNED)

    assert client.hover("app.py", 0, 0) is None


def test_saving_a_module_checks_what_imports_it(client: Client, tmp_path: Path) -> None:
    llm = "from openai import OpenAI\n\n\ndef get():\n    return OpenAI()\n"
    (tmp_path / "llm.py").write_text(llm, "utf-8")
    app = 'from llm import get\n\nget().responses.create(model="gpt-5.4-mini", input="hi")\n'
    client.open("app.py", app)
    (tmp_path / "untagged-llm.toml").write_text('enforce = "call"\n', "utf-8")

    (found,) = client.save("app.py")

    assert found["code"] == "ULM102"
    assert found["relatedInformation"][0]["location"]["uri"].endswith("/llm.py")


def test_a_wrong_configuration_is_said_where_the_reader_looks(
    client: Client, tmp_path: Path
) -> None:
    (tmp_path / "untagged-llm.toml").write_text("requird = []\n", "utf-8")

    (found,) = client.open("app.py", UNOWNED)

    assert "requird" in found["message"]


def test_a_document_that_does_not_parse_has_one_diagnostic(client: Client) -> None:
    (found,) = client.open("app.py", "from openai import OpenAI\ndef f(:\n")

    assert found["code"] == "ULM000"
    assert found["range"]["start"]["line"] == 1
