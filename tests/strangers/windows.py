"""Windows of an editor in which repositories are opened: one for several, or one of its own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from hostile_git import word_like_a_token
from language_client import LanguageClient, language_server
from marked_processes import MarkedProcesses
from tour import ready
from transformers_workbench import protocol

TOKEN = word_like_a_token(77)
"""In use in every window."""
MEMORY_LIMIT = 256
"""MiB for one request, as the setting has it."""
GONE_SECONDS = 20.0


class Window:
    """A server, and the processes that it starts."""

    def __init__(self, client: LanguageClient, processes: MarkedProcesses) -> None:
        self.client = client
        self.processes = processes
        self.is_well = True


@contextlib.asynccontextmanager
async def open_window(
    place: Path,
    environment: Mapping[str, str],
    workspace: Path | None = None,
    *,
    render_seconds: float = 2.0,
    is_trusted: bool = True,
) -> AsyncIterator[Window]:
    """A server with a token in use. ``place``: a folder for its state; the end asserts that no process stays.

    Raises:
        AssertionError: a process is left.
    """
    own = {
        "TRANSFORMERS_WORKBENCH_STATE": str(place / "state"),
        "XDG_STATE_HOME": str(place / "state-home"),
        "XDG_CACHE_HOME": str(place / "cache"),
        "HF_HOME": str(place / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        **environment,
    }
    with MarkedProcesses(TOKEN) as processes:
        window: Window | None = None
        try:
            async with language_server(
                settings={
                    "memoryLimitMebibytes": MEMORY_LIMIT,
                    "renderDeadlineSeconds": render_seconds,
                    "trusted": is_trusted,
                },
                environment={**own, **processes.environment},
                keeps_tokens=True,
                workspace=workspace,
            ) as client:
                window = Window(client, processes)
                await ready(client)
                handle = client.secrets.give(TOKEN)
                used = {"token": {"name": "laptop", "handle": handle}}
                await client.request(protocol.AUTH_USE.name, used)
                yield window
                if not window.is_well:
                    if client.process.returncode is None:
                        client.process.kill()
                    raise ConnectionAbortedError
        except (ConnectionAbortedError, ConnectionResetError):
            assert window is not None and not window.is_well
        finally:
            left = processes.left(GONE_SECONDS)
            processes.end()
        assert not left, left


class Windows:
    """The window that is shared, opened again when a repository took it along. ``environment``: of all of
    them."""

    def __init__(
        self, place: Path, environment: Mapping[str, str] | None = None, *, is_trusted: bool = True
    ) -> None:
        self._place = place
        self._environment = environment or {}
        self._is_trusted = is_trusted
        self._shared: Window | None = None
        self._stack = contextlib.AsyncExitStack()

    @contextlib.asynccontextmanager
    async def window(
        self, folder: Path, environment: Mapping[str, str], *, alone: bool
    ) -> AsyncIterator[Window]:
        """A window in which a folder is opened; ``alone``: with the folder as the server's own."""
        if alone:
            own = {**self._environment, **environment}
            async with open_window(folder.parent, own, folder, is_trusted=self._is_trusted) as window:
                yield window
            return
        if self._shared is None:
            shared = open_window(self._place, self._environment, is_trusted=self._is_trusted)
            self._shared = await self._stack.enter_async_context(shared)
        yield self._shared
        if not self._shared.is_well:
            await self.close()

    async def close(self) -> None:
        """Ends the shared one.

        Raises:
            AssertionError: a process is left.
        """
        self._shared = None
        await self._stack.aclose()
