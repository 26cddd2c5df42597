"""Processes end, are terminated and fork: no event is left behind, and none is written twice."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime import underway

if TYPE_CHECKING:
    from types import FrameType

    from untagged_llm.runtime.recorder import Recorder

PATIENCE = 1.0
WORKERS = ("multiprocessing", "billiard")

_recorders: list[Recorder] = []
_kept: list[object] = []
_previous: Any = None
_hooked = threading.Lock()
_is_hooked = False


def watch(recorder: Recorder) -> None:
    """Close it when the process ends, restart it when the process forks."""
    _recorders.append(recorder)
    _hook()
    _finalize_worker()


def unwatch(recorder: Recorder) -> None:
    """It is closed already."""
    if recorder in _recorders:
        _recorders.remove(recorder)


def is_frozen_between_calls() -> bool:
    """Whether this is a function service, whose processes stand still once a call returns."""
    return any(name in os.environ for name in ("AWS_LAMBDA_FUNCTION_NAME", "FUNCTION_TARGET"))


def _hook() -> None:
    global _is_hooked
    with _hooked:
        if _is_hooked:
            return
        _is_hooked = True
    atexit.register(_close)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_park, after_in_child=_forked)
    _catch_sigterm()


def _close() -> None:
    underway.give_up()
    for recorder in _recorders:
        recorder.close()


def _park() -> None:
    """No thread of ours at a fork: it could hold a lock, or be half through an import."""
    _worker_modules()
    for recorder in _recorders:
        recorder.park(PATIENCE)


def _forked() -> None:
    underway.forget()
    for recorder in _recorders:
        # A connection that is shared with the parent must not even be closed.
        _kept.append(recorder.__dict__.copy())
        recorder.restart_in_child()
    for util in _worker_modules():
        util.register_after_fork(_finalize_worker, _finalize_worker)


def _finalize_worker(_: object = None) -> None:
    """Workers of multiprocessing and billiard end without `atexit`."""
    for util in _worker_modules():
        util.Finalize(None, _close, exitpriority=10)


def _worker_modules() -> list[Any]:
    return [import_module(f"{name}.util") for name in WORKERS if name in sys.modules]


def _catch_sigterm() -> None:
    global _previous
    if threading.current_thread() is not threading.main_thread():
        return
    previous = signal.getsignal(signal.SIGTERM)
    if previous is None:
        return  # It was not set from Python and could not be called.
    _previous = previous
    signal.signal(signal.SIGTERM, _terminated)


def _terminated(number: int, frame: FrameType | None) -> None:
    if _previous == signal.SIG_DFL:
        underway.give_up()
    for recorder in _recorders:
        recorder.flush()
    if callable(_previous):
        _previous(number, frame)
    elif _previous == signal.SIG_DFL:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
