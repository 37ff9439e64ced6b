"""Rows of open logs as one CSV file: it is there whole, or as it was."""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import Sequence
from pathlib import Path

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.follow_state import ordered
from transformers_workbench.health.open_logs import OpenLog


async def export(logs: Sequence[OpenLog], target: Path) -> int:
    """Writes what was logged, log by log; how many rows. Columns: all metrics of all of them.

    Raises:
        WorkbenchError: ``export-failed``, ``log-lost``.
    """
    columns = ordered([metric for log in logs for metric in logged_metrics(log)])
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    rows = 0
    try:
        for place, log in enumerate(logs):
            asked = {"target": str(beside), "header": place == 0, "columns": columns}
            rows += (await log.request("rows", asked, again=False))["rows"]
        await asyncio.to_thread(os.replace, beside, target)
    except WorkbenchError as error:
        if error.reason == "export-failed":
            error.values["path"] = str(target)
        raise
    except OSError as error:
        message = error.strerror or str(error)
        raise WorkbenchError("export-failed", path=str(target), message=message) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return rows


def logged_metrics(log: OpenLog) -> list[str]:
    """What its rows have, without what is derived of them."""
    return [metric["name"] for run in log.state["runs"] for metric in run["metrics"] if not metric["derived"]]
