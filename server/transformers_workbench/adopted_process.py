"""A process that was started before there was an event loop, read and written on one."""

from __future__ import annotations

import asyncio
import subprocess


class AdoptedProcess:
    """What ``asyncio.subprocess.Process`` offers, for a process that was not started by asyncio."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        stdin: asyncio.StreamWriter,
        stdout: asyncio.StreamReader,
        stderr: asyncio.StreamReader,
    ) -> None:
        self._process = process
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.pid = process.pid

    @classmethod
    async def connect(cls, process: subprocess.Popen[bytes], line_limit: int) -> AdoptedProcess:
        loop = asyncio.get_running_loop()
        stdout = asyncio.StreamReader(limit=line_limit)
        stderr = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdout), process.stdout)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stderr), process.stderr)
        transport, protocol = await loop.connect_write_pipe(
            lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), process.stdin
        )
        return cls(process, asyncio.StreamWriter(transport, protocol, None, loop), stdout, stderr)

    @property
    def returncode(self) -> int | None:
        return self._process.poll()

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        return await asyncio.to_thread(self._process.wait)
