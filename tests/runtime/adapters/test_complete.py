"""Names what is missing when somebody forgets a part of an adapter."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from untagged_llm.runtime import adapters
from untagged_llm.runtime.tagging import _ADAPTERS

PAGE = (Path(__file__).parents[3] / "docs" / "runtime_matrix.md").read_text("utf-8")
HOW_TAGGED = PAGE.partition("## What is recorded")[0]
BOTO3 = {"botocore"}
"""Shown under the name that people install."""


def test_every_module_that_tags_is_asked_for() -> None:
    files = (Path(folder).glob("[a-z]*.py") for folder in adapters.__path__)
    tagging = {
        file.stem for found in files for file in found if "\ndef tag(" in file.read_text("utf-8")
    }

    assert tagging == set(_ADAPTERS.values()), "_ADAPTERS of runtime/tagging.py names the others"


@pytest.mark.parametrize("name", sorted(set(_ADAPTERS.values())))
def test_an_adapter_tags_a_client(name: str) -> None:
    module = import_module(f"untagged_llm.runtime.adapters.{name}")

    assert list(inspect.signature(module.tag).parameters)[1] == "tags"
    assert inspect.getdoc(module.tag), f"adapters/{name}.py: tag() does not say what it takes"


@pytest.mark.parametrize("name", sorted(set(_ADAPTERS.values()) - BOTO3))
def test_the_page_says_how_it_is_tagged(name: str) -> None:
    spelled = name.replace("_", "-")
    assert f"{spelled} |" in HOW_TAGGED.casefold(), (
        f"docs/runtime_matrix.md has no row of {spelled}"
    )
