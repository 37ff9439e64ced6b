"""A language client of a few lines, so that the tests see the bytes of a real server over real pipes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds until a test gives up on a state it waits for. Never a time that is waited out."""
USER_PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON", sys.executable)


class RequestFailed(Exception):
    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.code = error["code"]
        self.data: Any = error.get("data")


class SecretEnd:
    """The editor's end of the pipe that tokens go through."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    def give(self, secret: str, handle: str | None = None) -> str:
        """Sends a secret and returns its handle."""
        handle = handle or str(uuid.uuid4())
        self.writer.write(json.dumps({"handle": handle, "secret": secret}).encode() + b"\n")
        return handle

    async def take(self) -> tuple[str, str]:
        """The next handle that the server sends, and its secret."""
        line = json.loads(await asyncio.wait_for(self._reader.readline(), PATIENCE))
        return line["handle"], line["secret"]


class LanguageClient:
    """Speaks to one server process."""

    def __init__(self, process: asyncio.subprocess.Process, secrets: SecretEnd | None = None) -> None:
        self.process = process
        self._secrets = secrets
        self.results: dict[str, Any] = {}
        """Method of a request of the server's → what it is answered; others are not."""
        self.wire: list[str] = []
        """Every message of both directions."""
        self.notifications: list[tuple[str, Any]] = []
        self._identifiers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._arrived = asyncio.Condition()
        self._versions: dict[str, int] = {}
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while True:
            length = 0
            while (header := await self.process.stdout.readline()).strip():
                name, value = header.decode().split(":")
                if name.lower() == "content-length":
                    length = int(value)
            if not length:
                return
            body = await self.process.stdout.readexactly(length)
            self.wire.append(body.decode())
            message = json.loads(body)
            if "method" in message:
                if "id" in message and message["method"] in self.results:
                    self._send({"id": message["id"], "result": self.results[message["method"]]})
                async with self._arrived:
                    self.notifications.append((message["method"], message.get("params")))
                    self._arrived.notify_all()
            elif (future := self._answers.pop(message["id"], None)) is not None and not future.done():
                if "error" in message:
                    future.set_exception(RequestFailed(message["error"]))
                else:
                    future.set_result(message.get("result"))

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.wire.append(body.decode())
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    @property
    def secrets(self) -> SecretEnd:
        assert self._secrets is not None
        return self._secrets

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def start(self, method: str, params: Any = None) -> tuple[int, asyncio.Future[Any]]:
        """Sends a request and returns its id and its answer to come."""
        identifier = next(self._identifiers)
        future = asyncio.get_running_loop().create_future()
        self._answers[identifier] = future
        self._send({"id": identifier, "method": method, "params": params})
        return identifier, future

    async def request(self, method: str, params: Any = None) -> Any:
        return await asyncio.wait_for(self.start(method, params)[1], PATIENCE)

    async def eventually(self, method: str, params: Any) -> Any:
        """Asks until there is an answer that is not null."""

        async def ask() -> Any:
            while (answer := await self.request(method, params)) is None:
                pass
            return answer

        return await asyncio.wait_for(ask(), PATIENCE)

    async def until(self, wanted: Callable[[str, Any], bool]) -> Any:
        """The params of the first notification, past or to come, that ``wanted`` accepts."""

        def found() -> list[Any]:
            return [params for method, params in self.notifications if wanted(method, params)]

        async with self._arrived:
            await asyncio.wait_for(self._arrived.wait_for(lambda: bool(found())), PATIENCE)
        return found()[0]

    async def diagnostics(self, uri: str, wanted: Callable[[list[Any]], bool]) -> list[Any]:
        """The first diagnostics of a document that ``wanted`` accepts."""
        published = await self.until(
            lambda method, params: (
                method == "textDocument/publishDiagnostics"
                and params["uri"] == uri
                and wanted(params["diagnostics"])
            )
        )
        return list(published["diagnostics"])

    def open(self, uri: str, text: str, language: str = "jinja") -> None:
        self._versions[uri] = 1
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, start: tuple[int, int], end: tuple[int, int], text: str) -> int:
        """Replaces a range of an open document and returns the new version."""
        self._versions[uri] += 1
        points = [{"line": line, "character": character} for line, character in (start, end)]
        change = {"range": {"start": points[0], "end": points[1]}, "text": text}
        identifier = {"uri": uri, "version": self._versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        return self._versions[uri]


@contextlib.asynccontextmanager
async def language_server(
    interpreter: str | None = USER_PYTHON,
    locale: str = "en",
    settings: dict[str, Any] | None = None,
    environment: dict[str, str] | None = None,
    keeps_tokens: bool = False,
    capabilities: dict[str, Any] | None = None,
    workspace: Path | None = None,
) -> AsyncIterator[LanguageClient]:
    """A server over pipes as the extension starts it, initialized; shut down properly at the end.

    ``keeps_tokens``: with the pipe that tokens go through. ``workspace``: the folder that is opened, and
    where the server is started.
    """
    ours, theirs = socket.socketpair() if keeps_tokens else (None, None)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-S",
        str(ROOT / "server" / "start.py"),
        "lsp",
        *(["--interpreter", interpreter] if interpreter is not None else []),
        *(["--secrets", str(theirs.fileno())] if theirs is not None else []),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**28,
        env={**os.environ, **(environment or {})},
        pass_fds=[theirs.fileno()] if theirs is not None else [],
        cwd=workspace,
    )
    secrets = None
    if ours is not None and theirs is not None:
        theirs.close()
        secrets = SecretEnd(*await asyncio.open_connection(sock=ours))
    client = LanguageClient(process, secrets)
    options = {
        "interpreter": interpreter,
        "locale": locale,
        "settings": settings,
        "keepsTokens": keeps_tokens,
    }
    try:
        await client.request(
            "initialize",
            {
                "processId": None,
                "rootUri": workspace.as_uri() if workspace is not None else None,
                "workspaceFolders": [{"uri": workspace.as_uri(), "name": "w"}]
                if workspace is not None
                else None,
                "capabilities": capabilities or {},
                "initializationOptions": options,
            },
        )
        client.notify("initialized", {})
        yield client
        await client.request("shutdown")
        client.notify("exit", None)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if secrets is not None:
            secrets.writer.close()
        if process.returncode is None:
            process.kill()
            await process.wait()


CONVERSATION: dict[str, Any] = {
    "messages": [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": "富士山 😀"},
    ],
    "tools": None,
    "documents": None,
    "variables": {},
    "addGenerationPrompt": True,
    "continueFinalMessage": False,
}


def render_params(
    uri: str, panel: str = "p", version: int | None = None, **conversation: Any
) -> dict[str, Any]:
    return {
        "panel": panel,
        "source": {"kind": "document", "uri": uri},
        "conversation": {**CONVERSATION, **conversation},
        "version": version,
    }


def hover_params(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
