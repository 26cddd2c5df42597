"""Asking about each fix: who owns this, and shall it be made?"""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from untagged_llm.fix.diffs import painted
from untagged_llm.fix.offer import Offer
from untagged_llm.reporters.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from untagged_llm.checking import Outcome
    from untagged_llm.fix.inference.answer import Value
    from untagged_llm.fix.plan import Plan, Proposal

_HOW = "y: yes, n: no, a: this and all that follow, q: no more"
_SKIP = "s"
NO = "you said no"


class Asking:
    """Decides on proposals by asking; a choice made once holds wherever the same is to choose."""

    def __init__(self, plan: Plan, console: Console) -> None:
        self._plan = plan
        self._console = console
        self._chosen: dict[tuple[Value, ...], Value | None] = {}
        self._rest: str | None = None

    def __call__(self, proposal: Proposal, outcome: Outcome) -> Proposal:
        """The proposal with the values that were chosen; left alone when the answer is no."""
        if self._rest != "q":
            proposal = self._settled(proposal, outcome)
        if not isinstance(proposal.answer, Offer):
            return proposal
        return proposal if self._agreed(proposal, proposal.answer, outcome) else proposal.left(NO)

    def _settled(self, proposal: Proposal, outcome: Outcome) -> Proposal:
        """Ask for each key that has several candidates."""
        chosen: list[Value] = []
        while proposal.choices:
            value = self._choose(proposal, proposal.choices)
            if value is None or value.key in [each.key for each in chosen]:
                return proposal.left(NO)
            chosen.append(value)
            proposal = self._plan.settled(proposal.finding, outcome, chosen)
        return proposal

    def _choose(self, proposal: Proposal, choices: tuple[Value, ...]) -> Value | None:
        if choices not in self._chosen:
            self._chosen[choices] = self._asked(proposal, choices)
        return self._chosen[choices]

    def _asked(self, proposal: Proposal, choices: tuple[Value, ...]) -> Value | None:
        self._heading(proposal, f"Which {choices[0].key}?")
        for number, value in enumerate(choices, 1):
            self._print(f"  {number}  {value.value}  ({value.source})")
        self._print(f"  {_SKIP}  leave it alone")
        words = [*map(str, range(1, len(choices) + 1)), _SKIP]
        answer = self._ask("Choose", words, _SKIP)
        return None if answer == _SKIP else choices[int(answer) - 1]

    def _agreed(self, proposal: Proposal, offer: Offer, outcome: Outcome) -> bool:
        if self._rest is None:
            self._heading(proposal, f"{offer.message}{f' (unsafe: {offer.why})' * bool(offer.why)}")
            self._print("".join(painted(_preview(offer, outcome))))
            answer = self._ask(f"Make this fix? ({_HOW})", ["y", "n", "a", "q"], "q")
            self._rest = answer if answer in "aq" else None
            return answer in "ya"
        return self._rest == "a"

    def _ask(self, question: str, words: list[str], at_end: str) -> str:
        """One of the words; `at_end` when nobody answers any more."""
        from rich.prompt import Prompt

        try:
            return Prompt.ask(question, choices=words, console=self._console)
        except EOFError:
            return at_end

    def _heading(self, proposal: Proposal, text: str) -> None:
        finding = proposal.finding
        where = f"{finding.path}:{finding.range.line}:{finding.range.column}"
        self._print(printable(f"{where}  {finding.code}  {text}"))

    def _print(self, text: str) -> None:
        from rich.text import Text

        self._console.print(Text.from_ansi(text), soft_wrap=True)


def _preview(offer: Offer, outcome: Outcome) -> Iterator[str]:
    """The diff of this offer alone."""
    from untagged_llm.fix.edit import edit

    for path in offer.paths:
        before = outcome.texts.text(path) or ""
        after = edit(path, before, [offer]).text
        lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
        yield from unified_diff(*lines, printable(path), "fixed", n=2)
