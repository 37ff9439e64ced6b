"""Tells when a server stops, crashes or gets its first events, by looking now and then while any runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from transformers_workbench.tensorboard.servers import Seen, all_servers

PAUSE = 2.0

Picture = frozenset[tuple[str, int, bool, bool, bool]]


class Watch:
    """Looks only while a server runs, and until the event loop ends. ``changed`` is told."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._task: asyncio.Task[None] | None = None
        self._picture: Picture = frozenset()

    def saw(self, servers: Sequence[Seen]) -> None:
        """Somebody was told this; from now on what differs from it is news."""
        self._picture = picture(servers)
        if any(seen.alive for seen in servers) and (self._task is None or self._task.done()):
            self._task = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        running = True
        while running:
            await asyncio.sleep(PAUSE)
            servers = await asyncio.to_thread(all_servers)
            running = any(seen.alive for seen in servers)
            if picture(servers) != self._picture:
                self._picture = picture(servers)
                self._changed()


def picture(servers: Sequence[Seen]) -> Picture:
    """What is shown of the servers."""
    return frozenset(
        (seen.state.id, seen.state.pid, seen.alive, seen.has_events, seen.missing) for seen in servers
    )
