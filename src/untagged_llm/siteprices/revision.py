"""The files of another revision, to look at them as they were."""

from __future__ import annotations

import io
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class RevisionError(ValueError):
    """A revision cannot be had; `str()` is one sentence."""


@contextmanager
def files_at(revision: str, folder: Path) -> Iterator[Path]:
    """A temporary copy of `folder` as it was at `revision`.

    Raises:
        RevisionError: `folder` is in no git repository, or the revision is unknown.
    """
    named = _commit(revision, folder)
    archive = _git(folder, "archive", "--format=tar", named, "--", ".")
    with TemporaryDirectory(prefix="untagged-llm-") as name:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            if hasattr(tarfile, "data_filter"):
                tar.extraction_filter = tarfile.data_filter
            # Links are left out: one could point outside the copy.
            tar.extractall(name, [member for member in tar if member.isfile() or member.isdir()])
        yield Path(name)


def _commit(revision: str, folder: Path) -> str:
    wanted = revision + "^{commit}"
    try:
        named = _git(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", wanted)
    except RevisionError as problem:
        if isinstance(problem.__cause__, subprocess.CalledProcessError):
            raise RevisionError(
                f"--diff-base: git knows no revision {revision!r} here"
            ) from problem
        raise
    return named.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    except OSError as problem:
        raise RevisionError("--diff-base needs git, which is not on the PATH") from problem
    except subprocess.CalledProcessError as problem:
        said = problem.stderr.decode(errors="replace").strip().splitlines() or ["nothing"]
        raise RevisionError(f"--diff-base: git says: {said[-1]}") from problem
    return done.stdout
