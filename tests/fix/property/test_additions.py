from __future__ import annotations

import pytest

from .additions import only_added


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a)", "f(a, b=1)"),
        ("f({'a': 1})", "f({'a': 1, 'b': 2})"),
        ("f(x)", "f({**x, 'b': 2})"),
        ("f(h=None)", "f(h={'b': 2})"),
        ("f(x)", "import json\nf(json.dumps(x))"),
        ("y = f(x)", "from untagged_llm import owner\nwith owner(a=1):\n    y = f(x)"),
        ("y = F()", "y = tag(F(), a=1)"),
        ("y = field(default_factory=F)", "y = field(default_factory=lambda: F(a=1))"),
    ],
)
def test_additions_are_seen_as_such(before: str, after: str) -> None:
    assert only_added(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a, b=1)", "f(a)"),
        ("f(a, b=1)", "f(a, b=2)"),
        ("f(a, b=1)", "f(b=1, *a)"),
        ("f(g(a))", "f(g(b))"),
        ("f({'a': 1})", "f({'b': 2})"),
        ("f({'a': 1})", "f({'b': 2, 'a': 1})"),
        ("@one\n@two\ndef f(): pass", "@two\ndef f(): pass"),
        ("a = 1\nb = 2", "b = 2\na = 1"),
        ("a = 1", "a = 1\nprint(a)"),
        ("a = 1", "with open('x'):\n    a = 1"),
        ("a = 1", ""),
    ],
)
def test_anything_else_is_not(before: str, after: str) -> None:
    assert not only_added(before, after)
