"""The rules' pages, written from their docstrings: `python -m untagged_llm.rules.document`.

With `--readme` the table of rules in README.md is renewed too.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.rules.rule import Rule

HEADINGS = (
    "What it does",
    "Why is this bad",
    "Example",
    "Use instead",
    "Options",
    "Fix safety",
    "References",
)
GROUPS = {"0": "Reading", "1": "Ownership", "2": "Credentials", "3": "Evidence", "4": "Control"}
BEGIN, END = "<!-- rules:begin -->", "<!-- rules:end -->"
GENERATED = "<!-- written by python -m untagged_llm.rules.document -->"


def page(rule: Rule) -> str:
    """One rule's page, Markdown."""
    facts = [
        "| group | on by default | fix |",
        "| --- | --- | --- |",
        f"| {_group(rule)} | {_said(rule.default)} | {_said(rule.fixable)} |",
    ]
    title = f"# {rule.name} ({rule.code})"
    head = "\n\n".join([GENERATED, title, f"{rule.summary}.", "\n".join(facts)])
    return f"{head}\n\n{rule.explanation}\n"


def index() -> str:
    """The list of all rules, Markdown."""
    return f"{GENERATED}\n\n# Rules\n\n{table('')}\n"


def table(folder: str) -> str:
    """The table of rules; `folder` is put before the pages' names."""
    rows = [
        "| code | name | default | fix | what |",
        "| --- | --- | --- | --- | --- |",
        *(_row(rule, folder) for rule in RULES),
    ]
    return "\n".join(rows)


def pages() -> Iterator[tuple[str, str]]:
    """File name and content of everything in `docs/rules`."""
    yield "index.md", index()
    for rule in RULES:
        yield f"{rule.code}.md", page(rule)


def readme(text: str) -> str:
    """README.md with its table renewed; raises ValueError when the markers are not there."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md has no {BEGIN} ... {END} to put the rules between")
    return f"{before}{BEGIN}\n{table('docs/rules/')}\n{END}{after}"


def main(arguments: Sequence[str], root: Path) -> None:
    """Write the pages below `root`."""
    folder = root / "docs" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages():
        (folder / name).write_text(text, encoding="utf-8")
    if "--readme" in arguments:
        file = root / "README.md"
        file.write_text(readme(file.read_text(encoding="utf-8")), encoding="utf-8")


def _row(rule: Rule, folder: str) -> str:
    link = f"[{rule.code}]({folder}{rule.code}.md)"
    facts = f"{_said(rule.default)} | {_said(rule.fixable)}"
    return f"| {link} | {rule.name} | {facts} | {rule.summary} |"


def _group(rule: Rule) -> str:
    return GROUPS[rule.code[3]]


def _said(fact: bool) -> str:
    return "yes" if fact else "no"


if __name__ == "__main__":
    main(sys.argv[1:], Path.cwd())
