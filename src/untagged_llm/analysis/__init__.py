"""Files in, sites out: discover, prefilter, decode, resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable

    from untagged_llm.model import FileSites
    from untagged_llm.policy.settings import Settings

__all__ = ["analyse_source"]


def analyse_source(
    path: str,
    text: str,
    settings: Settings,
    tree: ast.Module | None = None,
    paths: Callable[[], Iterable[str]] = tuple,
) -> FileSites:
    """The sites of one file in memory: stdin, an editor's buffer, what flake8 has read.

    Imports are followed on disk. `paths` gives the project's other files, for callers and
    subclasses; it is only called when a client's origin cannot be found otherwise.
    """
    from untagged_llm.analysis.workspace import Workspace

    return Workspace(settings, paths).sites_in(path, text, tree)
