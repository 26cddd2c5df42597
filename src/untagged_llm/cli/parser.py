"""argparse whose errors are one sentence with the nearest right name."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from untagged_llm.cli.mistakes import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises UsageError and never guesses abbreviations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """As in argparse, naming the nearest right option for an unknown one."""
        known, unknown = self.parse_known_args(args, namespace)
        if unknown:
            raise UsageError(self._unknown(unknown[0]))
        return known

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print."""
        raise UsageError(f"{message} (see '{self.prog} --help')")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise UsageError(unknown_name(_called(action), str(value), map(str, action.choices)))

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return f"unexpected argument '{word}' (see '{self.prog} --help')"
        option = word.partition("=")[0]
        hint = did_you_mean(option, self._option_string_actions)
        return f"unknown option '{option}'" + (hint or f" (see '{self.prog} --help')")


def one_of(what: str, names: Callable[[], Iterable[str]]) -> Callable[[str], str]:
    """An argument type: one of `names()`, which are looked up when one is given."""

    def parse(text: str) -> str:
        known = list(names())
        if text not in known:
            raise UsageError(unknown_name(what, text, known))
        return text

    return parse


def unknown_name(what: str, given: str, known: Iterable[str]) -> str:
    """The sentence for a name that is none of the known ones."""
    names = list(known)
    hint = did_you_mean(given, names)
    return f"unknown {what} '{given}'" + (hint or f"; known are {', '.join(names)}")


def _called(action: argparse.Action) -> str:
    return action.dest.replace("_", " ")
