"""docs/benchmarks.md: the figures with the day, the machine and the commands that give them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import trees
from results import Result, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from peers import Peers

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
OWN_PYTHON = Path(sys.executable)
# The peers of prices pin other versions than ours; `make bench` gives them a place of their own.
PRICES_PYTHON = trees.BENCH / "prices" / "bin" / "python"
TEXT = """# Benchmarks

Written by `benchmarks/bench.py --write` on {day}: {machine}.
Seconds differ from machine to machine; ratios measured in one run travel better, so the targets are
ratios where they can be.

## Speed and memory

{table}

CPU is the processor time of all processes, user and system; time is what passes on the clock;
memory is the resident size of the largest process. Ours and the peer run in turns, three times
(the single file fifteen times), and the medians are compared. Without a cache means that it was
deleted before each run; that run then writes it, which ruff's `--no-cache` does not do. The peers
are {peers}.

{trees}

    make bench                                    # prints the table
    python benchmarks/bench.py --only one-file    # one row
    python benchmarks/bench.py --write            # writes this page

## Recall and precision

{corpus}

    make corpus

{prices}"""
PRICES = """## Prices

```text
{table}
```

    python benchmarks/prices.py
"""
CORPUS = """A labelled corpus of published packages, kept outside of this repository, says where
their LLM sites are; `inventory` is held against it. The dense tree above is the same packages.

```text
{lines}
```

The core tier is the SDKs of the big providers, LiteLLM and LangChain's models; P is precision, R
recall."""


def page(results: Iterable[Result], peers: Peers) -> str:
    prices = _output("prices.py", PRICES_PYTHON if PRICES_PYTHON.exists() else OWN_PYTHON)
    return TEXT.format(
        day=date.today().isoformat(),
        machine=_machine(),
        table=table(results),
        peers=_versions(peers),
        trees="\n".join(_trees()),
        corpus=_corpus(_output("corpus.py", OWN_PYTHON)),
        prices=PRICES.format(table=prices.strip()) if prices else "",
    )


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def _versions(peers: Peers) -> str:
    return ", ".join(f"{tool} {peers.version(tool)}" for tool in ("ruff", "semgrep", "ast-grep"))


def _trees() -> Iterable[str]:
    contents = {
        "sparse": (trees.sparse(), "packages of `benchmarks/sparse.txt`, not about LLMs"),
        "dense": (trees.dense(), "packages of `benchmarks/dense.txt`, most of them LLM code"),
        "litellm": (trees.litellm(), f"`{trees.LITELLM}` alone"),
    }
    yield "| tree | files | MB | what |"
    yield "| --- | --- | --- | --- |"
    for name, (tree, what) in contents.items():
        files = trees.python_files(tree)
        size = sum(path.stat().st_size for path in files)
        yield f"| {name} | {len(files):,} | {size / 1e6:.0f} | {what} |"


def _corpus(output: str) -> str:
    if not output:
        return (
            "The labelled corpus is not part of this repository and was not at hand for this run."
        )
    tiers = [line.strip("= ") for line in output.splitlines() if line.startswith("== ")]
    overall = [line for line in output.splitlines() if line.startswith("overall")]
    lines = (f"{tier:10} {line}" for tier, line in zip(tiers, overall, strict=True))
    return CORPUS.format(lines="\n".join(lines))


def _output(script: str, python: Path) -> str:
    """What another benchmark prints; nothing if it cannot run here."""
    done = subprocess.run(
        [python, ROOT / "benchmarks" / script], capture_output=True, text=True, check=False
    )
    return "" if done.returncode else done.stdout
