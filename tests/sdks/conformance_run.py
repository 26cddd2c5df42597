"""Hold every SDK's table against the SDK, one environment each; keep the table in docs/sdks.md.

python tests/sdks/conformance_run.py [--envs FOLDER] [--python PYTHON] [SDK ...]

Without names it runs all of them, tier 1 first. An SDK that is not run keeps the line it had.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from conformance_table import Line, read_lines, write_lines

from untagged_llm.sdks import registry
from untagged_llm.sdks.load import FOLDER
from untagged_llm.sdks.parse import read_table

if TYPE_CHECKING:
    from untagged_llm.sdks import Sdk

ROOT = Path(__file__).parents[2]
CHECKER = Path(__file__).with_name("conformance.py")


def run(sdk: Sdk, folder: Path, python: str) -> Line:
    """Install the SDK into an environment of its own and check its rows there."""
    if not sdk.verified or not sdk.version:
        return _line(sdk, "not verified")
    interpreter = _environment(folder / sdk.id, python)
    problem = _install(interpreter, sdk)
    if problem:
        return _line(sdk, f"not installed: {problem}")
    checked = _check(interpreter, sdk)
    if checked is None:
        return _line(sdk, "does not import")
    failed = f"**{checked['failed']}**" if checked["failed"] else "0"
    return _line(sdk, str(checked["ok"]), failed, str(checked["unknown"]))


def _environment(folder: Path, python: str) -> Path:
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        uv = shutil.which("uv")
        make = [uv, "venv", "-q", "-p", python] if uv else [python, "-m", "venv"]
        subprocess.run([*make, str(folder)], check=True)
    return interpreter


def _install(interpreter: Path, sdk: Sdk) -> str:
    further = read_table(FOLDER / f"{sdk.id}.toml").get("also_install", [])
    wanted = [f"{sdk.distribution}=={sdk.version}", *further]
    if sys.version_info < (3, 11):
        wanted.append("tomli")
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "-q", "--python", str(interpreter)] if uv else None
    pip = pip or [str(interpreter), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*pip, *wanted], check=False, capture_output=True, text=True)
    errors = [line for line in done.stderr.splitlines() if "ERROR" in line or "error" in line]
    return (errors or ["failed"])[0][:80] if done.returncode else ""


def _check(interpreter: Path, sdk: Sdk) -> Counter[str] | None:
    done = subprocess.run(
        [str(interpreter), "-W", "ignore", str(CHECKER), sdk.id],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        timeout=600,
    )
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"row"')]
    for result in results:
        if result["outcome"] == "failed":
            print(f"{sdk.id}: {result['row']}: {result['detail']}", file=sys.stderr)
    if done.returncode:
        print(f"{sdk.id}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return Counter(result["outcome"] for result in results)


def _line(sdk: Sdk, checked: str, failed: str = "", unseen: str = "") -> Line:
    reaches = sorted({f"{each.param} ({each.reaches})" for each in sdk.carriers.values()})
    return Line(
        sdk.id,
        sdk.distribution,
        sdk.version,
        str(sdk.tier),
        str(sum(len(client.names) for client in sdk.clients)),
        str(sum(len(call.paths) + len(call.async_paths) for call in sdk.calls)),
        ", ".join(reaches),
        checked,
        failed,
        unseen,
        datetime.date.today().isoformat(),
    )


def known_lines() -> dict[str, Line]:
    """A line for each SDK: its table as it is now, the result of its last run."""
    before = read_lines()
    return {id: _kept(registry().sdk(id), before.get(id)) for id in registry().ids}


def _kept(sdk: Sdk, before: Line | None) -> Line:
    if before is None:
        return _line(sdk, "not run" if sdk.verified else "not verified")._replace(date="")
    return _line(sdk, before.checked, before.failed, before.unseen)._replace(date=before.date)


def main() -> None:
    """Run the SDKs asked for, and rewrite the table after each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sdk", nargs="*")
    options.add_argument("--envs", type=Path, default=Path(tempfile.gettempdir()) / "ulm-sdks")
    options.add_argument("--python", default=sys.executable)
    given = options.parse_args()
    sdks = [registry().sdk(id) for id in given.sdk or registry().ids]
    write_lines(known_lines())
    failures = 0
    for sdk in sorted(sdks, key=lambda each: each.tier):
        line = run(sdk, given.envs, given.python)
        failures += line.failed not in ("", "0")
        write_lines({**read_lines(), sdk.id: line})
        print(f"{sdk.id}: {line.checked} checked, {line.failed or '-'} failed", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
