"""What a fix came to, in words: what was mended with which values, what was left, and why."""

from __future__ import annotations

from collections import Counter
from difflib import unified_diff
from itertools import groupby
from typing import TYPE_CHECKING

from untagged_llm.fix.offer import Left, Offer
from untagged_llm.policy.tags import TAGS
from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.summary import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from untagged_llm.checking import Outcome
    from untagged_llm.fix.attempt import Rewritten
    from untagged_llm.fix.plan import Proposal
    from untagged_llm.fix.run import Result
    from untagged_llm.reporters.paint import Paint


def summary(result: Result, paint: Paint, *, done: bool) -> Iterator[str]:
    """The lines, without their ends. `done` False: nothing was written, it would have been."""
    yield from fixed(result, paint, done=done)
    yield from _left(result.left, result.after if done else result.before, paint)
    yield _closing(result)


def fixed(result: Result, paint: Paint, *, done: bool) -> Iterator[str]:
    """The part about what changed: the findings that are gone, the values, what went wrong."""
    yield from _fixed(result, paint, "Fixed" if done else "Would fix")
    yield from _values(result, paint)
    for path, reason in result.unwritten.items():
        yield f"{paint('error', 'Not written')} {printable(path)}: it {reason}"


def _fixed(result: Result, paint: Paint, verb: str) -> Iterator[str]:
    if not result.fixed:
        return
    files = _count(len(result.files), "file")
    yield paint("strong", f"{verb} {_count(len(result.fixed), 'finding')} in {files}")
    sizes = {file.before.path: _size(file) for file in result.files}
    yield from _listed(result.fixed, result.before, paint, sizes)
    yield ""


def _size(file: Rewritten) -> str:
    """ "+12 -1": lines of code that came and went."""
    old, new = file.before.source.written, file.source.written
    lines = list(unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]
    signs = Counter(line[0] for line in lines)
    return f"+{signs['+']} -{signs['-']}"


def _left(left: Sequence[Proposal], outcome: Outcome, paint: Paint) -> Iterator[str]:
    if not left:
        return
    yield paint("strong", f"Left {_count(len(left), 'finding')}")
    yield from _listed(left, outcome, paint, {})
    yield ""


def _listed(
    proposals: Sequence[Proposal], outcome: Outcome, paint: Paint, sizes: Mapping[str, str]
) -> Iterator[str]:
    ordered = sorted(proposals, key=_position)
    for path, own in groupby(ordered, key=lambda each: each.finding.path):
        size = paint("frame", sizes.get(path, ""))
        yield f"  {paint.link(path, printable(path))}  {size}".rstrip()
        rows = [(_where(each, outcome), each) for each in own]
        width = max(len(where) for where, _ in rows)
        for where, each in rows:
            yield f"    {where:<{width}}  {each.finding.code}  {printable(_said(each))}"


def _where(proposal: Proposal, outcome: Outcome) -> str:
    place = proposal.finding.range
    cell = outcome.texts.locate(proposal.finding.path, place.line)
    if cell is None:
        return f"{place.line}:{place.column}"
    return f"cell {cell[0]}:{cell[1]}:{place.column}"


def _position(proposal: Proposal) -> tuple[str, int, int, str]:
    place = proposal.finding.range
    return proposal.finding.path, place.line, place.column, proposal.finding.code


def _said(proposal: Proposal) -> str:
    answer = proposal.answer
    if isinstance(answer, Left):
        return answer.reason
    return f"{answer.message} (unsafe: {answer.why})" if answer.why else answer.message


def _values(result: Result, paint: Paint) -> Iterator[str]:
    """Each value that was written, and the line that says so."""
    used = dict.fromkeys(
        (value.key, value.value, value.source)
        for each in result.fixed
        if isinstance(each.answer, Offer)
        for value in each.answer.values
    )
    if not used:
        return
    keys, values = (max(len(each[part]) for each in used) for part in (0, 1))
    yield paint("strong", "Values")
    order = list(dict.fromkeys([*TAGS, *(key for key, _, _ in used)]))
    ordered = sorted(used, key=lambda each: (order.index(each[0]), *each[1:]))
    for (key, value), own in groupby(ordered, key=lambda each: each[:2]):
        said = f"{key:<{keys}}  {value:<{values}}"
        for _, _, source in own:
            yield f"  {printable(said)}  {printable(source)}"
            said = " " * len(said)
    yield ""


def _closing(result: Result) -> str:
    left = len(result.after.report.findings) - len(result.left)
    by_hand = f" {_count(left, 'finding')} to mend by hand." if left else ""
    if not result.fixed and not result.left and not left:
        return "Nothing to fix."
    return f"{_owned(result)}{by_hand}"


def _owned(result: Result) -> str:
    was, now = coverage(result.before.report), coverage(result.after.report)
    if not was.sites:
        return "No LLM call sites."
    share, then = _percent(was.owned, was.sites), _percent(now.owned, now.sites)
    change = f"{share} -> {then}" if then != share else share
    return f"Owned {change} of {_count(now.sites, 'LLM call site')}."


def _percent(part: int, whole: int) -> str:
    """Rounded down: 100 % means all."""
    return f"{part * 100 // whole} %"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
