"""A real process that follows a log, for tests: its states are waited for, never a time."""

from __future__ import annotations

import asyncio
import base64
import json
from array import array
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from transformers_workbench.health.follower import Asked, Follower

Json = dict[str, Any]
LONGEST = 60.0
"""Seconds until a test gives up on a state."""


class Followed:
    """``states``: all that it told. ``lost``: why it died."""

    def __init__(self) -> None:
        self.states: list[Json] = []
        self.lost: list[str] = []
        self.follower: Follower
        self._news = asyncio.Event()

    def told(self, state: Json) -> None:
        self.states.append(state)
        self._news.set()

    def died(self, why: str) -> None:
        self.lost.append(why)
        self._news.set()

    async def until(self, is_so: Callable[[Json], object], seconds: float = LONGEST) -> Json:
        """The first state that is so, the newest one included."""

        async def wait() -> None:
            while not is_so(self.follower.state):
                self._news.clear()
                await self._news.wait()

        try:
            await asyncio.wait_for(wait(), seconds)
        except asyncio.TimeoutError:
            raise AssertionError(self.follower.state) from None
        return self.follower.state

    async def until_lost(self) -> str:
        while not self.lost:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), LONGEST)
        return self.lost[0]

    async def curve(
        self, metric: str = "loss", axis: str = "step", *, run: str = "1", after: int = 0, generation: int = 0
    ) -> list[Any]:
        """Pairs of place and value, of one answer."""
        answer = await self.follower.request(
            "curve",
            {
                "run": run,
                "metric": metric,
                "axis": axis,
                "generation": generation or self.follower.state["generation"],
                "after": after,
            },
        )
        return points(answer)


def points(answer: Json) -> list[tuple[float, float]]:
    places, values = array("d"), array("f")
    places.frombytes(base64.b64decode(answer["places"]))
    values.frombytes(base64.b64decode(answer["values"]))
    assert len(places) == len(values) == answer["count"]
    return list(zip(places, values, strict=True))


@asynccontextmanager
async def followed(path: Path, **asked: Any) -> AsyncIterator[Followed]:
    """A log, as long as the block lasts."""
    log = Followed()
    log.follower = await Follower.start(Asked(path, **asked), log.told, log.died)
    try:
        yield log
    finally:
        await log.follower.close()


def rows_of(state: Json) -> int:
    return sum(run["rows"] for run in state["runs"])


def has_rows(count: int) -> Callable[[Json], bool]:
    return lambda state: rows_of(state) == count


def row(step: int, loss: object = 1.0, **more: object) -> Json:
    """As the callback of our runs writes it."""
    return {"step": step, "epoch": step / 10, "time": 1e9 + step, "attempt": 1, "loss": loss, **more}


def line(values: Mapping[str, object]) -> str:
    return json.dumps(values, separators=(",", ":")) + "\n"


def add(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(map(line, rows)))
