from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
UNOWNED = "from openai import OpenAI\n\nclient = OpenAI()\n"
UNCAPPED = """from openai import OpenAI

client = OpenAI(
    default_headers={
        "x-owner-team": "a",
        "x-owner-service": "b",
        "x-owner-project": "c",
    }
)
client.chat.completions.create(model="gpt-5.4-mini", messages=[])
"""


def flake8(folder: Path, *options: str, stdin: str | None = None) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "flake8",
        "--format",
        "%(path)s:%(row)d:%(col)d: %(code)s %(text)s",
    ]
    done = subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, input=stdin, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def check(folder: Path, *options: str) -> list[str]:
    command = [sys.executable, "-m", "untagged_llm", "check", "--format", "jsonl", "--no-cache"]
    done = subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return [_as_flake8(json.loads(line)) for line in done.stdout.splitlines()]


def _as_flake8(found: dict[str, object]) -> str:
    return "{path}:{line}:{column}: {code} {message}".format(**found)


def test_flake8_finds_what_check_finds_in_all_fixtures() -> None:
    plugin = flake8(ROOT, "--isolated", "--select=ULM", "--exclude=", "-j2", "fixtures")

    expected = [line for line in check(ROOT, "--select=ALL", "fixtures") if ".ipynb:" not in line]
    assert set(plugin) == set(expected)
    assert len(plugin) > 100


def test_rules_that_are_off_by_default_wait_to_be_selected(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(UNCAPPED, "utf-8")

    assert flake8(tmp_path, "app.py") == []
    (found,) = flake8(tmp_path, "--extend-select=ULM401", "app.py")
    assert "ULM401" in found


def test_options_may_stand_in_flake8s_own_configuration(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(UNCAPPED, "utf-8")
    (tmp_path / ".flake8").write_text("[flake8]\nulm-extend-select = ULM401\n", "utf-8")

    (found,) = flake8(tmp_path, "app.py")
    assert "ULM401" in found


def test_our_own_configuration_counts(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    (tmp_path / "untagged-llm.toml").write_text('ignore = ["ULM101"]\n', "utf-8")

    assert flake8(tmp_path, "app.py") == []


def test_a_named_configuration_replaces_the_one_that_is_found(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    (tmp_path / "other.toml").write_text('ignore = ["ULM101"]\n', "utf-8")

    assert flake8(tmp_path, "--ulm-config=other.toml", "app.py") == []


def test_noqa_is_flake8s_business(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(UNOWNED.replace("()", "()  # noqa: ULM101"), "utf-8")

    assert flake8(tmp_path, "app.py") == []
    (found,) = flake8(tmp_path, "--disable-noqa", "app.py")
    assert "ULM101" in found


def test_our_own_comments_silence_too(tmp_path: Path) -> None:
    text = UNOWNED.replace("()", "()  # untagged: ignore[ULM101] a spike")
    (tmp_path / "app.py").write_text(text, "utf-8")

    assert flake8(tmp_path, "app.py") == []


def test_standard_input_sees_the_project(tmp_path: Path) -> None:
    (tmp_path / "llm.py").write_text(
        "from openai import OpenAI\n\n\ndef get():\n    return OpenAI()\n", "utf-8"
    )
    (tmp_path / "untagged-llm.toml").write_text('enforce = "call"\n', "utf-8")
    app = 'from llm import get\n\nget().responses.create(model="gpt-5.4-mini", input="hi")\n'

    (found,) = flake8(tmp_path, "--stdin-display-name=app.py", "-", stdin=app)

    assert found.startswith("app.py:3:1: ULM102")


def test_a_call_elsewhere_answers_for_a_client(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.untagged-llm]\n", "utf-8")
    (tmp_path / "llm.py").write_text(UNOWNED, "utf-8")
    (tmp_path / "app.py").write_text(
        "from llm import client\n\n"
        'TAGS = {"x-owner-team": "a", "x-owner-service": "b", "x-owner-project": "c"}\n'
        'client.responses.create(model="gpt-5.4-mini", input="hi", extra_headers=TAGS)\n',
        "utf-8",
    )

    assert flake8(tmp_path, "llm.py") == []
    assert check(tmp_path, "llm.py") == []


def test_a_wrong_configuration_is_one_sentence_per_file(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    (tmp_path / "untagged-llm.toml").write_text("requird = []\n", "utf-8")

    (found,) = flake8(tmp_path, "app.py")

    assert found.startswith("app.py:1:1: ULM000 untagged-llm could not check this file: ")
    assert "'required'" in found
