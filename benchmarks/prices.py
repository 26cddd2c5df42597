"""Prices a second, and the CPU of import plus first price, beside the peers that are installed.

    python benchmarks/prices.py            # peers of this interpreter
    pip install genai-prices litellm tokencost

Everything is measured in one run on one machine; the ratios are what counts.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
ROUNDS = 5
SECONDS = 0.5

# name -> (module, what prepares a price, the expression that makes one)
CONTESTANTS = {
    "untagged-llm": (
        "untagged_llm",
        "from untagged_llm.cost import RateCard, Usage\n"
        "from datetime import datetime, timezone\n"
        "card, at = RateCard.bundled(), datetime(2026, 11, 20, tzinfo=timezone.utc)\n"
        "usage = Usage(input_tokens=10000, cache_read_input_tokens=2000, output_tokens=1200)\n",
        "card.price(usage, provider='openai', model='gpt-4o', at=at)",
    ),
    "genai-prices": (
        "genai_prices",
        "from genai_prices import Usage, calc_price\n"
        "usage = Usage(input_tokens=10000, cache_read_tokens=2000, output_tokens=1200)\n",
        "calc_price(usage, model_ref='gpt-4o', provider_id='openai')",
    ),
    "litellm": (
        "litellm",
        "import os\nos.environ['LITELLM_LOCAL_MODEL_COST_MAP'] = 'True'\n"
        "from litellm import cost_per_token\n",
        "cost_per_token(model='gpt-4o', prompt_tokens=10000, completion_tokens=1200,"
        " cache_read_input_tokens=2000)",
    ),
    "tokencost": (
        "tokencost",
        "from tokencost import calculate_cost_by_tokens as cost\n",
        "(cost(8000, 'gpt-4o', 'input'), cost(2000, 'gpt-4o', 'cached'),"
        " cost(1200, 'gpt-4o', 'output'))",
    ),
}

SPEED = """
import json, timeit
{setup}
timer = timeit.Timer({statement!r}, globals=globals())
number = 1
while (spent := timer.timeit(number)) < {seconds}:
    number *= 4
print(json.dumps(max(number / timer.timeit(number) for _ in range({rounds}))))
"""


def main() -> None:
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} CPUs")
    present = {n: c for n, c in CONTESTANTS.items() if n == "untagged-llm" or installed(c[0])}
    bare = cpu("pass")
    figures = {name: measure(*contestant[1:], bare) for name, contestant in present.items()}
    speed, start = figures["untagged-llm"]
    print(f"{'':14} {'prices/s':>10} {'ours is':>9}   {'import + first, CPU':>20} {'ours is':>9}")
    for name, (theirs, their_start) in figures.items():
        print(
            f"{name:14} {theirs:>10,.0f} {speed / theirs:>8.1f}x   "
            f"{their_start * 1000:>17,.1f} ms {start / their_start:>9.3f}"
        )
    for name in CONTESTANTS.keys() - present.keys():
        print(f"{name} is not installed in this interpreter")


def installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def measure(setup: str, statement: str, bare: float) -> tuple[float, float]:
    """Prices a second, and seconds of CPU beyond a bare interpreter's."""
    code = SPEED.format(setup=setup, statement=statement, seconds=SECONDS, rounds=ROUNDS)
    return json.loads(run(code)), cpu(f"{setup}\n{statement}") - bare


def cpu(code: str) -> float:
    """The least CPU seconds of several runs in a new interpreter."""
    return min(_cpu_once(code) for _ in range(ROUNDS))


def _cpu_once(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


if __name__ == "__main__":
    main()
