"""From a row that a run writes until the language server has answered with its point, as the run panel asks
for it: with few rows before it and with many."""

from __future__ import annotations

import asyncio
import base64
import json
import tempfile
import time
from array import array
from pathlib import Path
from typing import Any

from health_rows import write_rows
from language_client import LanguageClient, language_server
from measure import Table, milliseconds, percentile

OPEN = "transformers/health/open"
CURVE = "transformers/health/curve"
CHANGED = "transformers/health/changed"
LIMIT = 1.0
"""Seconds: the panel is promised to be no later than that."""
WARM_UP = 2
"""Rows that do not count: the first look of the rules begins with them."""


class Panel:
    """Follows the loss of one log as the run panel does."""

    def __init__(self, client: LanguageClient, log: Path) -> None:
        self._client = client
        self._log = log
        self._points = 0

    async def open(self) -> None:
        """Until all that is there is read."""
        state = await self._client.request(OPEN, {"log": self._log.as_uri()})
        if state["reading"]:
            state = await self._client.until(
                lambda method, params: method == CHANGED and not params["reading"]
            )
        self._points = _points_of_loss(state)

    async def row(self, step: int) -> float:
        """Seconds from a row written until its point is there."""
        row = {"step": step, "epoch": step / 1e5, "time": 1.7e9 + step / 7, "attempt": 1, "training": 1}
        row |= {"loss": step % 1000, "grad_norm": 1.7, "learning_rate": 1e-5}
        self._client.notifications.clear()
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        begun = time.perf_counter()
        state = await self._client.until(
            lambda method, params: method == CHANGED and _points_of_loss(params) > self._points
        )
        asked = {"log": self._log.as_uri(), "run": state["runs"][0]["key"], "metric": "loss", "axis": "step"}
        asked |= {"generation": state["generation"], "after": self._points}
        part = await self._client.request(CURVE, asked)
        took = time.perf_counter() - begun
        values = array("f", base64.b64decode(part["values"]))
        assert list(values) == [step % 1000], values
        self._points += 1
        return took


def _points_of_loss(state: Any) -> int:
    return sum(metric["points"] for metric in state["runs"][0]["metrics"] if metric["name"] == "loss")


async def measure_latency(table: Table, *, quick: bool) -> None:
    """Prints a line for few rows and one for many."""
    count = 20 if quick else 60
    for rows in (1_000, 200_000):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "metrics.jsonl"
            write_rows(log, rows)
            async with language_server(interpreter=None) as client:
                panel = Panel(client, log)
                await panel.open()
                took = []
                for number in range(1, WARM_UP + count + 1):
                    # Not in step with the looks at the file, which are a fifth of a second apart.
                    await asyncio.sleep(0.3 + 0.037 * (number % 11))
                    took.append(await panel.row(rows + number))
        middle, late = (percentile(took[WARM_UP:], share) for share in (0.5, 0.95))
        table.row(
            f"row written → its point answered, {rows:,} rows before it",
            milliseconds(middle),
            "",
            "",
            f"p95 {milliseconds(late)}, <= {LIMIT * 1000:.0f} ms",
            late <= LIMIT,
        )
