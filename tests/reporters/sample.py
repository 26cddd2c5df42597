"""A report made by hand that has something of everything, and the sources it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from untagged_llm.model import (
    Finding,
    Fix,
    Judged,
    Ownership,
    Place,
    Range,
    Related,
    Report,
    Site,
    Unreadable,
)
from untagged_llm.reporters import RenderOptions

SOURCES = {
    "app/llm.py": [
        "from openai import OpenAI",
        "",
        "client = OpenAI()",
        "other = OpenAI(timeout=3)",
    ],
    "app/search.py": [
        "from app.llm import client",
        "",
        "",
        "def answer(question):",
        "\treturn client.chat.completions.create(",
        '\t\tmodel="gpt-5.4-mini",',
        "\t)",
    ],
    "app/wide.py": ['text = "漢字\x1b[31m"; client.responses.create(model="o\u202ex")'],
    "book.ipynb": ["x = 1", "client.embeddings.create(input=x)"],
}


@dataclass(frozen=True)
class Info:
    code: str
    name: str
    summary: str
    explanation: str


RULES = {
    "ULM101": Info(
        "ULM101", "untagged-client", "Client has no owner", "## What it does\n\nFinds.\n"
    ),
    "ULM102": Info("ULM102", "untagged-call", "Call has no owner", "## What it does\n\nFinds.\n"),
}
OPTIONS = RenderOptions(
    width=100,
    source=SOURCES.get,
    locate=lambda path, line: (3, line) if path.endswith(".ipynb") else None,
    version="0.1.0",
    rules=RULES,
)

BUILT = Place("app/llm.py", Range(3, 10, 3, 18))
_CREATE = "openai.OpenAI.chat.completions.create"

FINDINGS = (
    Finding(
        path="app/search.py",
        range=Range(5, 9, 7, 3),
        code="ULM102",
        rule="untagged-call",
        message="`client.chat.completions.create` has no owner: pass extra_headers={...}",
        kind="call",
        sdk="openai",
        callable=_CREATE,
        missing=("team_id", "service_name"),
        status="unowned",
        model="gpt-5.4-mini",
        fix=Fix("unsafe", "insert extra_headers"),
        site_id="aaaa000000000001",
        related=(Related(BUILT, "built here without team_id"),),
    ),
    Finding(
        path="app/llm.py",
        range=Range(4, 9, 4, 26),
        code="ULM103",
        rule="incomplete-ownership",
        message="`OpenAI` lacks project_id",
        kind="construct",
        sdk="openai",
        callable="openai.OpenAI",
        missing=("project_id",),
        status="partial",
        owner="growth",
        site_id="aaaa000000000002",
        related=(Related(BUILT, "unlike this one"),),
    ),
    Finding(
        path="app/wide.py",
        range=Range(1, 17, 1, 58),
        code="ULM302",
        rule="model-alias-or-unknown",
        message="model `o\u202ex` | unknown,\nand: 100% <b>odd</b>",
        kind="call",
        sdk="openai",
        callable="openai.OpenAI.responses.create",
        status="owned",
        owner="growth",
        site_id="aaaa000000000003",
    ),
    Finding(
        path="book.ipynb",
        range=Range(2, 1, 2, 34),
        code="ULM102",
        rule="untagged-call",
        message="`client.embeddings.create` has no owner",
        kind="call",
        sdk="openai",
        callable="openai.OpenAI.embeddings.create",
        missing=("team_id",),
        status="traced-only",
        site_id="aaaa000000000004",
    ),
)


def judged(
    path: str,
    span: Range,
    *,
    status: str = "owned",
    kind: str = "call",
    callable: str = _CREATE,
    model: str | None = None,
    tags: dict[str, str | None] | None = None,
    site_id: str = "aaaa000000000001",
    client: Place | None = None,
    sdk: str = "openai",
) -> Judged:
    site = Site(
        path=path,
        range=span,
        kind=kind,  # type: ignore[arg-type]
        sdk=sdk,
        client_id="client",
        callable=callable,
        text="client",
        site_id=site_id,
        scope="",
        name_line=span.line,
        client=client,
        model=model,
        stream=False if kind == "call" else None,
    )
    seen = Ownership(
        status=status,  # type: ignore[arg-type]
        tags=tags or {},
        missing=() if tags else ("team_id",),
        open=status == "unverifiable",
        reach="http-header" if tags else "",
    )
    return Judged(site, seen)


JUDGED = (
    judged(
        "app/llm.py",
        BUILT.range,
        status="unowned",
        kind="construct",
        callable="openai.OpenAI",
        site_id="aaaa000000000005",
    ),
    judged(
        "app/llm.py",
        Range(4, 9, 4, 26),
        status="partial",
        kind="construct",
        callable="openai.OpenAI",
        tags={"team_id": "growth", "service_name": None},
        site_id="aaaa000000000002",
    ),
    judged(
        "app/search.py",
        Range(5, 9, 7, 3),
        status="unowned",
        model="gpt-5.4-mini",
        client=BUILT,
    ),
    judged(
        "app/wide.py",
        Range(1, 17, 1, 58),
        callable="openai.OpenAI.responses.create",
        model="o\u202ex",
        tags={"team_id": 'growth, "ünit"', "service_name": "=shop|1"},
        site_id="aaaa000000000003",
    ),
    judged(
        "book.ipynb",
        Range(2, 1, 2, 34),
        status="traced-only",
        callable="openai.OpenAI.embeddings.create",
        site_id="aaaa000000000004",
    ),
    judged(
        "app/wide.py",
        Range(2, 1, 2, 9),
        status="unverifiable",
        callable="anthropic.Anthropic.messages.create",
        sdk="anthropic",
        model="claude-sonnet-5",
        site_id="aaaa000000000006",
    ),
)

REPORT = Report(
    findings=FINDINGS,
    judged=JUDGED,
    errors=(Unreadable("app/broken.py", 7, 3, "invalid syntax: '(' was never closed"),),
    suppressed={"noqa": 2, "baseline": 3, "diff": 1},
    files=12,
)
EMPTY = Report(files=3)
