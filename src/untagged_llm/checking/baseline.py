"""Reading the baseline of a run from its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.suppress.baseline import Baseline, BaselineError, parse

if TYPE_CHECKING:
    from pathlib import Path


def read_baseline(path: Path) -> Baseline:
    """The known findings in a file. Raises BaselineError, also when there is no such file."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.as_posix())
    except FileNotFoundError as error:
        raise BaselineError(
            f"{path.as_posix()}: no such baseline; --write-baseline {path.as_posix()} makes it"
        ) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BaselineError(f"{path.as_posix()}: cannot be read ({reason})") from error
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path.as_posix()}: cannot be read (it is not UTF-8)") from error
