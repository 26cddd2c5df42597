"""Runs programs with real SDKs whose requests all end at the capture server.

    python runner.py PORT WARM_UP PROGRAM...

What the programs import is imported once, and WARM_UP is a program that runs first, so that SDKs
build their lazy parts once; each PROGRAM then runs in a fork of its own, so none sees what another
left in a module. Programs name their providers as shipped code does: only the
host that a connection is made to is changed, below the SDKs.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import os
import runpy
import sys
import traceback
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def main(port: str, warm_up: str, *programs: str) -> int:
    server = f"http://127.0.0.1:{port}"
    _redirect_httpx(server)
    _redirect_requests(server)
    for name in {name for program in programs for name in _imports(Path(program))}:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _announce(server, "warm-up")
    _run(Path(warm_up))
    return sum([_run_forked(server, program) for program in programs])


def _imports(program: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(program.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _run_forked(server: str, program: str) -> int:
    _announce(server, program)
    child = os.fork()
    if child == 0:
        asyncio.set_event_loop(asyncio.new_event_loop())  # a loop's threads do not survive a fork
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
