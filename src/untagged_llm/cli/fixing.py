"""What `fix` and `check --fix` share: the options of a fix, and what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from untagged_llm.cli.mistakes import UsageError, did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from untagged_llm.fix.run import Request, Result

_PLACES = ("construct", "call")
_STYLES = ("inline", "constant", "context", "runtime")


def add_fixing(parser: argparse.ArgumentParser) -> None:
    """How to fix."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="use this value (team_id=search); may be given several times",
    )
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="also make fixes that need a look"
    )
    parser.add_argument("--at", choices=_PLACES, default="construct", help="where tags go first")
    parser.add_argument("--style", choices=_STYLES, default="constant", help="how they are written")
    parser.add_argument(
        "--allow-dirty", action="store_true", help="also change files with uncommitted changes"
    )


def request(args: argparse.Namespace, *, write: bool) -> Request:
    """What the command line asks for. Raises UsageError for a key that is no tag."""
    from untagged_llm.fix.offer import Wishes
    from untagged_llm.fix.plan import Plan
    from untagged_llm.fix.run import Request, safe_only, unsafe_too

    plan = Plan(values_of(args.set), Wishes(args.at, args.style))
    decide = unsafe_too if args.unsafe_fixes else safe_only
    return Request(plan, decide, write, args.allow_dirty)


def values_of(words: list[str]) -> Mapping[str, str]:
    """The values of --set by canonical key. Raises UsageError."""
    values: dict[str, str] = {}
    for key, value in map(_pair, words):
        if values.setdefault(key, value) != value:
            raise UsageError(f"--set: {key} is given twice, as '{values[key]}' and as '{value}'")
    return values


def say(result: Result, args: argparse.Namespace, stream: TextIO, *, done: bool) -> None:
    """The summary, on a stream."""
    from untagged_llm.cli.terminal import wants_color, wants_links
    from untagged_llm.fix.summary import summary
    from untagged_llm.reporters.paint import Paint

    color = wants_color(args.color, stream)
    for line in summary(result, Paint(color, wants_links(color, stream)), done=done):
        print(line, file=stream)


def say_fixed(result: Result, args: argparse.Namespace, stream: TextIO) -> None:
    """What was fixed, and what could not be written, on a stream."""
    from untagged_llm.cli.terminal import wants_color, wants_links
    from untagged_llm.fix.summary import fixed
    from untagged_llm.reporters.paint import Paint

    color = wants_color(args.color, stream)
    for line in fixed(result, Paint(color, wants_links(color, stream)), done=True):
        print(line, file=stream)


def _pair(word: str) -> tuple[str, str]:
    from untagged_llm.fix.inference.answering import is_placeholder
    from untagged_llm.policy.tags import Vocabulary

    key, equals, value = word.partition("=")
    if not equals or not key or not value.strip():
        raise UsageError(f"--set takes KEY=VALUE, such as team_id=search, not '{word}'")
    vocabulary = Vocabulary()
    canonical = vocabulary.canonical(key)
    if canonical is None:
        hint = did_you_mean(key, vocabulary.words())
        raise UsageError(f"--set: '{key}' is no ownership tag{hint}")
    if is_placeholder(value):
        raise UsageError(
            f"--set: '{value}' is a placeholder; name the {canonical} that it stands for"
        )
    return canonical, value.strip()
