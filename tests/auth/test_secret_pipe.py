"""The pipe that tokens go through: whatever comes along it, a secret arrives once, or a reason is given."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from account_hub import new_token
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.secret_pipe import LINE_LIMIT, MOST_KEPT, SecretPipe

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there")

SOON = 0.05
"""Seconds in which what is not sent does not arrive."""


class Ends:
    """Both ends of a pipe: the editor's socket, and what the server makes of its own."""

    def __init__(self) -> None:
        self.editor, self._server = socket.socketpair()
        self.editor.settimeout(5)
        self.pipe = SecretPipe(self._server.fileno())

    def send(self, handle: str, secret: str) -> None:
        self.editor.sendall(json.dumps({"handle": handle, "secret": secret}).encode() + b"\n")

    def close(self) -> None:
        self.editor.close()
        self._server.close()


@pytest.fixture
def ends() -> Iterator[Ends]:
    ends = Ends()
    yield ends
    ends.close()


async def reason_of(pipe: SecretPipe, handle: str, patience: float = SOON) -> str:
    with pytest.raises(WorkbenchError) as caught:
        await pipe.take(handle, patience)
    return caught.value.reason


async def test_a_secret_is_taken_once(ends: Ends) -> None:
    secret = new_token()
    ends.send("a", secret)
    assert await ends.pipe.take("a") == secret
    assert await reason_of(ends.pipe, "a") == "secret-lost"


async def test_a_message_may_overtake_the_pipe(ends: Ends) -> None:
    taking = [asyncio.ensure_future(ends.pipe.take(handle)) for handle in ("a", "b")]
    await asyncio.sleep(0)  # Both wait now.
    ends.send("b", "second")
    ends.send("a", "first")
    assert await asyncio.gather(*taking) == ["first", "second"]


async def test_a_line_may_come_in_pieces(ends: Ends) -> None:
    taking = asyncio.ensure_future(ends.pipe.take("a"))
    for piece in json.dumps({"handle": "a", "secret": "日本"}).encode() + b"\n":
        ends.editor.sendall(bytes([piece]))
        await asyncio.sleep(0)
    assert await taking == "日本"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\n",
        b"not JSON\n",
        b"[]\n",
        b"null\n",
        b"\xff\xfe\x00\n",
        b'{"handle": "a"}\n',
        b'{"handle": 1, "secret": "x"}\n',
        b'{"handle": "a", "secret": null}\n',
        b'{"handle": ["a"], "secret": "x"}\n',
        b"[" * 20000 + b"\n",
        b'{"handle": "a", "secret": "' + b"x" * 3 * LINE_LIMIT + b'"}\n',
    ],
    ids=range(11),
)
async def test_garbage_is_ignored_and_not_told(
    ends: Ends, garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    taking = asyncio.ensure_future(ends.pipe.take("a"))
    await asyncio.to_thread(ends.editor.sendall, garbage)  # More than the pipe holds.
    await asyncio.to_thread(ends.send, "a", "good")
    assert await taking == "good"
    assert not caplog.records


async def test_what_is_not_asked_for_is_not_kept_for_ever(ends: Ends) -> None:
    for number in range(MOST_KEPT + 1):
        ends.send(str(number), f"secret {number}")
    assert await reason_of(ends.pipe, "other") == "secret-lost"
    assert await reason_of(ends.pipe, "0") == "secret-lost"
    assert await ends.pipe.take("1") == "secret 1"


async def test_an_editor_that_closes_it_is_not_waited_for(ends: Ends) -> None:
    taking = asyncio.ensure_future(reason_of(ends.pipe, "a", 60))
    await asyncio.sleep(0)
    ends.editor.close()
    assert await taking == "secret-lost"
    assert await reason_of(ends.pipe, "b", 60) == "secret-lost"
    with pytest.raises(WorkbenchError, match="secret-lost"):
        ends.pipe.give("x")


async def test_the_server_gives_one(ends: Ends) -> None:
    secret = new_token()
    handle = ends.pipe.give(secret)
    assert json.loads(ends.editor.recv(4096)) == {"handle": handle, "secret": secret}


async def test_an_editor_that_does_not_read_stops_nothing(ends: Ends) -> None:
    await reason_of(ends.pipe, "a")
    with pytest.raises(WorkbenchError, match="secret-lost"):
        for _ in range(100_000):
            ends.pipe.give("x" * 1000)


async def test_without_a_pipe_there_is_a_reason(tmp_path: Path) -> None:
    assert await reason_of(SecretPipe(None), "a") == "secrets-unsupported"
    with pytest.raises(WorkbenchError, match="secrets-unsupported"):
        SecretPipe(None).give("x")
    closed = os.open(tmp_path, os.O_RDONLY)
    os.close(closed)
    assert await reason_of(SecretPipe(closed), "a") == "secret-lost"


async def test_nothing_shows_what_it_holds(ends: Ends) -> None:
    secret = new_token()
    ends.send("kept", secret)
    await reason_of(ends.pipe, "other")
    assert secret not in repr(ends.pipe) + str(ends.pipe)
