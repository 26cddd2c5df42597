from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untagged_llm.suppress.globs import matches

ROOT = "/work place/[repo]"


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests/*", "tests/a.py"),
        ("tests/*", "tests/deep/a.py"),
        ("tests/**", "tests/deep/a.py"),
        ("tests/**/*.py", "tests/a.py"),
        ("**/test_*.py", "test_a.py"),
        ("**/test_*.py", "x/y/test_a.py"),
        ("a.py", "deep/a.py"),
        ("*.py", "deep/a.py"),
        ("{a,b}.py", "b.py"),
        ("[ab].py", "a.py"),
        ("[!a].py", "b.py"),
        ("?.py", "b.py"),
        ("!tests/*", "src/a.py"),
        ("[z-a].py", "[z-a].py"),
        ("é*.py", "été.py"),
    ],
)
def test_it_matches(pattern: str, path: str) -> None:
    assert matches(pattern, f"{ROOT}/{path}", ROOT)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests/*", "src/tests/a.py"),
        ("tests", "tests/a.py"),
        ("[!a].py", "a.py"),
        ("a.p?", "a.pyi"),
        ("a.py", "aXpy"),
        ("!tests/*", "tests/a.py"),
    ],
)
def test_it_does_not_match(pattern: str, path: str) -> None:
    assert not matches(pattern, f"{ROOT}/{path}", ROOT)


def test_a_pattern_with_a_folder_does_not_reach_outside_its_root() -> None:
    assert not matches("tests/*", "/elsewhere/tests/a.py", ROOT)


@given(st.text(alphabet="ab*?[]{}!,^-/\\.", max_size=12), st.text(alphabet="ab/.", max_size=8))
def test_no_pattern_is_too_odd(pattern: str, path: str) -> None:
    matches(pattern, path, ROOT)
