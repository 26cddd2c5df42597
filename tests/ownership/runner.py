"""Runs programs with real SDKs whose requests all end at the capture server.

    python runner.py PORT MODULES PROGRAM...

MODULES (comma separated) are imported and the first program is run once to warm up what SDKs build
lazily; each program then runs in a fork of its own, so none sees what another left in a module. Programs name their providers as shipped code does: only the
host that a connection is made to is changed, below the SDKs.
"""

from __future__ import annotations

import importlib
import os
import runpy
import sys
import traceback
import urllib.request
from pathlib import Path
from typing import Any


def main(port: str, modules: str, *programs: str) -> int:
    server = f"http://127.0.0.1:{port}"
    _redirect_httpx(server)
    _redirect_requests(server)
    for name in modules.split(","):
        importlib.import_module(name)
    _announce(server, "warm-up")
    _run(Path(programs[0]))
    return sum([_run_forked(server, program) for program in programs])


def _run_forked(server: str, program: str) -> int:
    _announce(server, program)
    child = os.fork()
    if child == 0:
        os._exit(_run(Path(program)))
    failed = os.waitpid(child, 0)[1] != 0
    if failed:
        print(f"{program} failed", file=sys.stderr)
    return int(failed)


def _announce(server: str, program: str) -> None:
    urllib.request.urlopen(f"{server}/__program__/{program}").close()


def _run(program: Path) -> int:
    sys.path.insert(0, str(program.parent.resolve()))
    sys.argv = [str(program)]
    try:
        runpy.run_path(str(program), run_name="__main__")
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _redirect_httpx(server: str) -> None:
    for package in ("httpx", "httpx2"):
        try:
            library = importlib.import_module(package)
        except ImportError:
            continue
        _redirect_transport(library, library.HTTPTransport, "handle_request", server)
        _redirect_transport(library, library.AsyncHTTPTransport, "handle_async_request", server)


def _redirect_transport(library: Any, transport: Any, method: str, server: str) -> None:
    send = getattr(transport, method)

    def send_here(self: Any, request: Any) -> Any:
        request.url = library.URL(server).copy_with(raw_path=request.url.raw_path)
        return send(self, request)

    setattr(transport, method, send_here)


def _redirect_requests(server: str) -> None:
    try:
        from requests import Session
    except ImportError:
        return
    send = Session.send

    def send_here(self: Any, request: Any, **options: Any) -> Any:
        request.headers.setdefault("Host", request.url.split("/")[2])
        request.url = server + request.url.partition("//")[2][len(request.headers["Host"]) :]
        return send(self, request, **options)

    Session.send = send_here  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
