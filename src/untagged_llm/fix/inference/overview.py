"""What is inferred below a folder, told once for all files that agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.fix.inference import infer
from untagged_llm.policy.errors import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from untagged_llm.fix.inference.answer import Answer
    from untagged_llm.model import Judged, Tag
    from untagged_llm.policy import Settings


@dataclass(frozen=True, slots=True)
class Row:
    """The answer to one key for a file, for the files of a folder that stand in the folder
    itself ("src/*"), or for all that stand below it ("src/search/")."""

    path: str
    answer: Answer


def overview(
    paths: Iterable[str],
    settings_for: Callable[[str], Settings],
    given: Mapping[str, str],
    judged: Iterable[Judged],
    folders: Sequence[Path],
) -> tuple[Row, ...]:
    """The rows for the files at `paths`, of which `judged` are the sites.

    `folders` are those that were asked about: what is told of a folder is told of one of them
    or of what stands below. Optional keys are left out where nothing is known of them.
    """
    asked = tuple(Path(shown(folder)) for folder in folders)
    tags = _tags(judged)
    by_key: dict[str, dict[Path, Answer]] = defaultdict(dict)
    for path in paths:
        for answer in _answers(path, settings_for(path), given, tags[path]):
            by_key[answer.key][Path(path)] = answer
    rows = (row for answers in by_key.values() for row in _rows(answers, asked))
    return tuple(sorted(rows, key=lambda row: row.path))


def _answers(
    path: str, settings: Settings, given: Mapping[str, str], tags: Sequence[Tag]
) -> Iterator[Answer]:
    optional = {*settings.optional} - {*settings.required}
    for answer in infer(Path(path), settings, given, tags).values():
        if answer.values or answer.unowned or answer.key not in optional:
            yield answer


def _tags(judged: Iterable[Judged]) -> dict[str, list[Tag]]:
    found: dict[str, list[Tag]] = defaultdict(list)
    for each in judged:
        found[each.site.path] += (tag for use in each.site.carriers for tag in use.tags)
    return found


def _rows(answers: Mapping[Path, Answer], asked: tuple[Path, ...]) -> Iterator[Row]:
    """One for each outermost folder whose files agree; else for what stands in it directly."""
    below = _agreed(answers, lambda path: _folders(path, asked))
    files = Counter(path.parent for path in answers)
    alike = _agreed(answers, lambda path: _folders(path, asked)[:1])
    beside = {folder for folder in alike if files[folder] > 1}
    rows: dict[str, Answer] = {}
    outermost_first = sorted(answers.items(), key=lambda item: len(item[0].parts))
    for path, answer in outermost_first:
        top = next((up for up in reversed(path.parents) if up in below), None)
        if top is not None:
            rows.setdefault(_within(top, ""), answer)
        else:
            place = _within(path.parent, "*") if path.parent in beside else shown(path)
            rows.setdefault(place, answer)
    return (Row(path, answer) for path, answer in rows.items())


def _folders(path: Path, asked: tuple[Path, ...]) -> list[Path]:
    return [up for up in path.parents if any(up.is_relative_to(each) for each in asked)]


def _within(folder: Path, rest: str) -> str:
    name = shown(folder)
    return f"./{rest}" if name == "." else f"{name}/{rest}"


def _agreed(
    answers: Mapping[Path, Answer], folders: Callable[[Path], Iterable[Path]]
) -> frozenset[Path]:
    """The folders whose files all have the same answer, whatever the hints: those
    name the file's own folder."""
    said: dict[Path, set[tuple[object, ...]]] = defaultdict(set)
    for path, answer in answers.items():
        for folder in folders(path):
            said[folder].add((answer.values, answer.unowned))
    return frozenset(folder for folder, different in said.items() if len(different) == 1)
