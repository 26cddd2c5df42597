"""A language client over pipes: JSON-RPC by hand, so that the real server process is tested."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Message = dict[str, Any]


class Client:
    """Starts the server in `folder` and talks to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "untagged_llm", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
        )
        self._next = 0
        self.request("initialize", processId=None, rootUri=folder.as_uri(), capabilities={})
        self.notify("initialized")

    def uri(self, name: str) -> str:
        return (self._folder / name).as_uri()

    def open(self, name: str, text: str) -> list[Message]:
        document = {"uri": self.uri(name), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", textDocument=document)
        return self.diagnostics(name)

    def change(self, name: str, text: str) -> list[Message]:
        self.notify(
            "textDocument/didChange",
            textDocument={"uri": self.uri(name), "version": 2},
            contentChanges=[{"text": text}],
        )
        return self.diagnostics(name)

    def save(self, name: str) -> list[Message]:
        self.notify("textDocument/didSave", textDocument={"uri": self.uri(name)})
        return self.diagnostics(name)

    def hover(self, name: str, line: int, character: int) -> str | None:
        answer = self.request(
            "textDocument/hover",
            textDocument={"uri": self.uri(name)},
            position={"line": line, "character": character},
        )
        return answer["contents"]["value"] if answer else None

    def code_actions(self, name: str, line: int, only: tuple[str, ...] = ()) -> list[Message]:
        place = {"line": line, "character": 0}
        found: list[Message] = self.request(
            "textDocument/codeAction",
            textDocument={"uri": self.uri(name)},
            range={"start": place, "end": place},
            context={"diagnostics": [], **({"only": list(only)} if only else {})},
        )
        return found

    def diagnostics(self, name: str) -> list[Message]:
        while True:
            message = self._read()
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == self.uri(name):
                    found: list[Message] = params["diagnostics"]
                    return found

    def request(self, method: str, **params: Any) -> Any:
        self._next += 1
        self._write({"id": self._next, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._next:
                return message["result"]

    def notify(self, method: str, **params: Any) -> None:
        self._write({"method": method, "params": params})

    def close(self) -> int:
        self.request("shutdown")
        self.notify("exit")
        assert self._process.stdin
        self._process.stdin.close()
        return self._process.wait(timeout=20)

    def _write(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> Message:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise AssertionError("the server ended")
        message: Message = json.loads(self._process.stdout.read(length))
        return message
