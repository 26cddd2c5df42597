"""The targets: what is measured, beside what, and how much it may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import contestants as run
import trees

if TYPE_CHECKING:
    from collections.abc import Callable

    from measuring import Command
    from peers import Peers


@dataclass(frozen=True, slots=True)
class Row:
    """One target: `ours` may spend at most `limit` times what `peer` does.

    Without a peer, `limit` is seconds, or bytes where `of` is "rss".
    """

    name: str
    what: str
    beside: str
    of: Literal["cpu", "wall", "rss"]
    limit: float
    ours: Callable[[Peers], Command]
    peer: Callable[[Peers], Command] | None = None
    runs: int = 3


ROWS = (
    Row(
        "sparse-cold",
        "`check .` without a cache, sparse tree",
        "`ruff check --no-cache --select E9`",
        "wall",
        0.5,
        lambda peers: run.cold(trees.sparse()),
        lambda peers: run.ruff(peers, "--no-cache"),
    ),
    Row(
        "sparse-warm",
        "`check .` again, sparse tree",
        "`ruff check --select E9` again",
        "wall",
        2,
        lambda peers: run.warm(trees.sparse()),
        run.warm_ruff,
    ),
    Row(
        "dense-parse",
        "`check .` without a cache, dense tree",
        "`ast.parse` of the files that name an SDK",
        "cpu",
        4,
        lambda peers: run.cold(trees.dense()),
        run.parsing,
    ),
    Row(
        "dense-ast-grep",
        "`check .` without a cache, dense tree",
        "ast-grep with two patterns",
        "cpu",
        2,
        lambda peers: run.cold(trees.dense()),
        run.ast_grep,
    ),
    Row(
        "dense-semgrep",
        "`check .` without a cache, dense tree",
        "semgrep with one rule",
        "cpu",
        1 / 6,
        lambda peers: run.cold(trees.dense()),
        lambda peers: run.semgrep(peers, trees.dense()),
    ),
    Row(
        "litellm-semgrep",
        "`check .` without a cache, litellm",
        "semgrep with one rule",
        "cpu",
        1,
        lambda peers: run.cold(trees.litellm()),
        lambda peers: run.semgrep(peers, trees.litellm()),
    ),
    Row(
        "fixing",
        "`fix --diff --unsafe-fixes` without a cache, dense tree",
        "`check .` of the same",
        "cpu",
        3,
        lambda peers: run.fixing(trees.dense()),
        lambda peers: run.cold(trees.dense()),
    ),
    Row(
        "one-file",
        "`check FILE`, a file without LLM code",
        '`python -c "import argparse"`',
        "cpu",
        4,
        run.one_file,
        run.argparse,
        runs=15,
    ),
    Row(
        "flake8",
        "`flake8 .` with the plugin, browser-use",
        "`flake8 .` without it",
        "cpu",
        1.1,
        lambda peers: run.flake8(run.FLAKE8),
        lambda peers: run.flake8(peers.tool("flake8")),
    ),
    Row(
        "warm-sparse",
        "`check .` again, sparse tree",
        "a second",
        "wall",
        1,
        lambda peers: run.warm(trees.sparse()),
    ),
    Row(
        "warm-dense",
        "`check .` again, dense tree",
        "a second",
        "wall",
        1,
        lambda peers: run.warm(trees.dense()),
    ),
    Row(
        "warm-litellm",
        "`check .` again, litellm",
        "a second",
        "wall",
        1,
        lambda peers: run.warm(trees.litellm()),
    ),
    Row(
        "memory",
        "largest process of `check .` without a cache, sparse tree",
        "300 MB",
        "rss",
        300e6,
        lambda peers: run.cold(trees.sparse()),
    ),
)
