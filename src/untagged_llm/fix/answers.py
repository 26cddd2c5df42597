"""What is known of the owner: one value for each key, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.inference.answer import Answer, Value
from untagged_llm.rules.naming import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from untagged_llm.model import Judged, Tag
    from untagged_llm.rules import Context


class Unanswered(ValueError):
    """A key that nobody answers, or that several do. The message says what to do."""

    def __init__(self, message: str, choices: tuple[Value, ...] = ()) -> None:
        super().__init__(message)
        self.choices = choices


def chosen(
    judged: Judged, missing: Sequence[str], answers: Mapping[str, Answer]
) -> tuple[Value, ...]:
    """The values to write: those of the missing keys, then of others that are not there yet.

    Raises Unanswered when a missing key has not exactly one value.
    """
    needed = [_answer(key, answers) for key in missing]
    return (*needed, *_welcome(judged, missing, answers))


def told(judged: Judged, context: Context, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The answers, corrected by what the site itself says where it does not count."""
    said = {}
    for use in judged.site.carriers:
        for tag in use.tags if use.reach not in context.policy.accept else ():
            key = context.policy.canonical(tag.key)
            if key is not None and tag.value:
                said[key] = _said(key, tag)
    return {**answers, **said}


def _said(key: str, tag: Tag) -> Answer:
    source = f"{tag.place.path}:{tag.place.range.line}"
    return Answer(key, (Value(key, tag.value or "", source, "certain"),))


def _answer(key: str, answers: Mapping[str, Answer]) -> Value:
    answer = answers.get(key)
    if answer is None:
        raise Unanswered(f"{key} is not known: give --set {key}=...")
    if answer.unowned:
        raise Unanswered(answer.hint)
    if answer.chosen is not None:
        return answer.chosen
    if answer.values:
        either = [f"{value.value!r} ({value.source})" for value in answer.values]
        message = f"{key} is {listed(either, 'or')}: choose with --interactive or --set {key}=..."
        raise Unanswered(message, answer.values)
    raise Unanswered(answer.hint)


def _welcome(
    judged: Judged, missing: Sequence[str], answers: Mapping[str, Answer]
) -> Iterator[Value]:
    for key, answer in answers.items():
        known = key in missing or key in judged.ownership.tags
        # What nobody asks for is not worth a guess.
        if not known and answer.chosen is not None and answer.chosen.confidence != "likely":
            yield answer.chosen


def unsure(values: Sequence[Value]) -> str:
    """Why values may be wrong, "" when each is certain."""
    likely = [value for value in values if value.confidence == "likely"]
    if not likely:
        return ""
    return f"{likely[0].key} is only likely to be {likely[0].value!r} ({likely[0].source})"
