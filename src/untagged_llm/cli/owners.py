"""`untagged-llm owners`: who would own the code, and which line says so; `owners lint`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.cli.fixing import values_of
from untagged_llm.cli.options import run_options
from untagged_llm.reporters.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from untagged_llm.fix.inference.answer import Answer, Value
    from untagged_llm.fix.inference.overview import Row

LINT = "lint"
FINDINGS = 1
VERSION = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; 'lint' first checks the names"
    )
    parser.add_argument("--config", metavar="FILE", help="use this configuration and no other")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="as for fix"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(jobs=0, no_cache=False)


def run(args: argparse.Namespace) -> int:
    """Show what is inferred; with `lint`, what is wrong with the names, exit code 1 then."""
    if args.paths[:1] == [LINT]:
        return _lint(args, args.paths[1:])
    rows = _rows(args)
    sys.stdout.writelines(_json(rows) if args.format == "json" else _table(rows))
    return 0


def _rows(args: argparse.Namespace) -> tuple[Row, ...]:
    from untagged_llm.checking import files, inventory
    from untagged_llm.checking.configuration import Configuration
    from untagged_llm.fix.inference.overview import overview

    options = run_options(args)
    settings = Configuration(options).settings
    judged = inventory(args.paths, options).report.judged
    paths = files(args.paths, options)
    folders = [path for path in map(Path, args.paths or ["."]) if path.is_dir()]
    return overview(paths, settings, values_of(args.set), judged, folders)


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    from untagged_llm.cli.pricing import columns

    lines = [("path", "key", "value", "confidence", "source")]
    lines += (line for row in rows for line in _lines(row.path, row.answer))
    return (f"{printable(line)}\n" for line in columns(lines))


def _lines(path: str, answer: Answer) -> Iterator[tuple[str, str, str, str, str]]:
    """A line for each candidate; without one the source is what would help."""
    if not answer.values:
        yield (path, answer.key, "-", "unowned" if answer.unowned else "-", answer.hint)
    for value in answer.values:
        confidence = value.confidence if answer.chosen else "choose"
        yield (path, answer.key, value.value, confidence, _source(value))


def _source(value: Value) -> str:
    return f"{value.source} (${value.env})" if value.env else value.source


def _json(rows: tuple[Row, ...]) -> Iterator[str]:
    import json

    objects = [_object(row.path, row.answer) for row in rows]
    document = {"version": VERSION, "owners": objects}
    yield json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _object(path: str, answer: Answer) -> Mapping[str, object]:
    return {
        "path": path,
        "key": answer.key,
        "value": answer.chosen.value if answer.chosen else None,
        "unowned": answer.unowned,
        "hint": answer.hint,
        "candidates": [
            {
                "value": each.value,
                "source": each.source,
                "confidence": each.confidence,
                "env": each.env,
            }
            for each in answer.values
        ],
    }


def _lint(args: argparse.Namespace, paths: list[str]) -> int:
    from untagged_llm.checking import inventory
    from untagged_llm.checking.configuration import Configuration
    from untagged_llm.fix.inference.lint import problems, used_in
    from untagged_llm.fix.inference.project import root_of

    configuration = Configuration(run_options(args))
    place = paths[0] if paths else "."
    settings = configuration.settings(place)
    judged = inventory(paths, run_options(args)).report.judged
    used = used_in(judged, configuration.policy(place))
    found = problems(root_of(_folder(place), settings), settings.values, used)
    sys.stdout.writelines(f"{printable(each)}\n" for each in found)
    print(_summary(len(found)))
    return FINDINGS if found else 0


def _folder(place: str) -> Path:
    path = Path(place).absolute()
    return path if path.is_dir() else path.parent


def _summary(count: int) -> str:
    return f"Found {count} problem{'' if count == 1 else 's'}." if count else "No problems."
