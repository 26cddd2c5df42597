"""Servers that load the application once and fork their workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from runtime.record.programs import TESTS, numbers, ran

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION = """
from runtime.record.events import event
from untagged_llm.runtime.recorder import recorder

recorder().record(event(0))

def application(environ, start_response):
    recorder().record(event(int(environ["QUERY_STRING"])))
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.mark.parametrize("kind", ["sync", "gthread"])
def test_gunicorn_workers_that_are_terminated_leave_nothing_behind(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "served.py").write_text(APPLICATION, "utf-8")
    port = _free_port()
    where = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--preload", "-w", "3", "-k", kind, "-b", where]
    server = subprocess.Popen(
        [*command, "served:application"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    _wait_for(port)
    for number in range(1, 41):
        _get(f"http://{where}/?{number}")
    server.send_signal(signal.SIGTERM)
    server.wait(60)

    assert numbers(tmp_path / "llm-usage.jsonl") == list(range(41))


def test_a_pool_of_celerys_workers_leaves_nothing_behind(tmp_path: Path) -> None:
    text = """
import billiard
def work(number):
    record(number)
record(0)
workers = [billiard.Process(target=work, args=(number,)) for number in (1, 2, 3)]
for worker in workers: worker.start()
for worker in workers: worker.join()
"""
    assert ran(tmp_path, text)[0] == 0
    assert numbers(tmp_path / "llm-usage.jsonl") == [0, 1, 2, 3]


def _get(url: str) -> None:
    with urllib.request.urlopen(url, timeout=60) as answer:
        assert answer.read() == b"ok"


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("gunicorn does not listen")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
