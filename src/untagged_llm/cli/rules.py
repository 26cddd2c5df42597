"""`untagged-llm rules`: the rules, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from untagged_llm.rules import Rule


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="(default: text)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    from untagged_llm.rules import RULES

    if args.format == "json":
        _print_json(RULES)
    else:
        _print_text(RULES)
    return 0


def _print_text(rules: tuple[Rule, ...]) -> None:
    width = max(len(rule.name) for rule in rules)
    for rule in rules:
        mark = " " if rule.default else "-"
        print(f"{rule.code} {mark} {rule.name:{width}}  {rule.summary}")
    print("\n- is off unless selected. A rule's page: untagged-llm explain CODE")


def _print_json(rules: tuple[Rule, ...]) -> None:
    import json

    fields = ("code", "name", "summary", "default", "fixable")
    print(json.dumps([{key: getattr(rule, key) for key in fields} for rule in rules], indent=2))
