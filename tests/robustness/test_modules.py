from __future__ import annotations

from typing import TYPE_CHECKING

from robustness.running import CALL, CLIENT, check, run

if TYPE_CHECKING:
    from pathlib import Path

CYCLE = {
    "one.py": "import three\nfrom two import pass_on\n" + CLIENT + "pass_on(client)\n",
    "two.py": "import three\n\ndef pass_on(client):\n    return three.use(client)\n",
    "three.py": (
        "import one\nimport two\n\ndef use(client):\n    again = two.pass_on(client)\n"
        "    again.responses.create(model='m', input='hi')\n    return one.client\n"
    ),
}
OWN_OPENAI = """class OpenAI:
    def create(self):
        return self

    responses = property(create)
"""


def test_modules_that_pass_a_client_around_in_a_circle_are_followed(tmp_path: Path) -> None:
    for name, text in CYCLE.items():
        (tmp_path / name).write_text(text, "utf-8")

    ended = run(tmp_path, "inventory", ".")

    assert ended.code == 0
    assert ended.of("one.py") == [("construct", 4)]
    assert ended.of("three.py") == [("call", 6)]


def test_a_function_that_only_returns_itself_ends(tmp_path: Path) -> None:
    text = "def f(c):\n    return g(c)\n\ndef g(c):\n    return f(c)\n\n"
    (tmp_path / "app.py").write_text(CLIENT + text + "f(client).responses.create()\n" + CALL)

    assert ("ULM101", 2) in check(tmp_path).of("app.py")


def test_names_that_import_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("from two import client\n" + CALL, "utf-8")
    (tmp_path / "two.py").write_text("from one import client\n", "utf-8")
    (tmp_path / "app.py").write_text(CLIENT + CALL, "utf-8")

    assert check(tmp_path).of("app.py") == [("ULM101", 2)]
    assert check(tmp_path, "one.py").code == 0


def test_a_class_that_derives_from_itself_ends(tmp_path: Path) -> None:
    text = "class A(B): pass\nclass B(A): pass\nA().responses.create()\n"
    (tmp_path / "app.py").write_text(CLIENT + text + CALL, "utf-8")

    assert ("ULM101", 2) in check(tmp_path).of("app.py")


def test_a_module_of_the_project_hides_the_sdk_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "openai.py").write_text(OWN_OPENAI, "utf-8")
    (tmp_path / "app.py").write_text(CLIENT + CALL, "utf-8")

    ended = check(tmp_path)

    assert ended.code == 0
    assert ended.rows == []


def test_a_package_of_the_project_hides_the_sdk_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "openai").mkdir()
    (tmp_path / "openai" / "__init__.py").write_text(OWN_OPENAI, "utf-8")
    (tmp_path / "app.py").write_text(CLIENT + CALL, "utf-8")

    assert run(tmp_path, "inventory", ".").rows == []
