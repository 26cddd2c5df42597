"""Calls laid out in every way: what was written stays, comments included."""

from __future__ import annotations

import ast
import io
import tokenize

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..edits.fixing import fixed, remaining
from .additions import only_added

ARGUMENTS = st.sampled_from(
    (
        "api_key='none'",
        'base_url="https://example.com/a/rather/long/path/to/a/gateway/v1"',
        "timeout=3.0",
        "http_client=make(\n    1,\n)",
        "default_headers={'x-owner-team': 'growth'}",
        'default_headers={\n    "user-agent": "qa",  # ours\n}',
        "default_headers=None",
        "default_headers=BASE",
        "default_query={}",
        "**{'max_retries': 1}",
        "**REST",
    )
)
GAPS = st.sampled_from(
    (", ", ",", ",\n        ", ",  # why\n        ", ",\n\n        # next\n        ")
)
OPENINGS = st.sampled_from(("", " ", "\n        ", "  # first\n        "))
CLOSINGS = st.sampled_from(("", ",", "\n", ",\n", "  # last\n", ",  # last\n    # end\n    "))
AROUND = st.sampled_from(
    (
        "client = {}",
        "client: object = {}  # noqa: E501",
        "def build():\n    return {}",
        "clients = [{}, 1]",
        "pair = {}, {}",
        "wrapped = wrap(wrap({}), 'a word that fills the line up to where it has to break')",
        "lazy = lambda: {}",
        "if True: client = {}",
        "{}.responses.create(model='m', input='Hello')",
        "class Service:\n\tclient = {}",
        "with {} as client:\n    pass",
        "text = 'é' * 3, {}",
    )
)
HEAD = """from openai import OpenAI
\x0c

BASE = {"user-agent": "qa"}
REST = {"max_retries": 2}


def make(*sizes):
    return None


def wrap(*parts):
    return parts


"""


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A program that builds clients."""
    listed = draw(st.lists(ARGUMENTS, max_size=4, unique_by=lambda each: each.partition("=")[0]))
    inside = "".join(
        f"{each}{draw(GAPS) if number < len(listed) - 1 else ''}"
        for number, each in enumerate(sorted(listed, key=lambda each: each.startswith("**")))
    )
    closing = draw(CLOSINGS) if listed else ""
    call = f"OpenAI({draw(OPENINGS)}{inside}{closing})"
    newline = draw(st.sampled_from(("\n", "\r\n")))
    return (HEAD + draw(AROUND).replace("{}", call) + "\n").replace("\n", newline)


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(programs())
def test_a_call_in_any_layout_gets_its_owner_and_keeps_all_else(program: str) -> None:
    ast.parse(program)
    result = fixed(program)
    assert only_added(program, result.text)
    assert _comments(result.text) == _comments(program)
    assert ("\r\n" in program) is ("\r\n" in result.text)
    assert result.text.count("\n") - result.text.count("\r\n") in (0, result.text.count("\n"))
    assert result.dropped == ()
    assert remaining(result.text) == []
    assert fixed(result.text).text == result.text


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
