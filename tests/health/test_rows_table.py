"""Rows go into a table and come out of it as they were."""

from __future__ import annotations

import csv
import json
import math
import os
from pathlib import Path

import pytest

from followed import add, followed, has_rows, row
from transformers_workbench.errors import WorkbenchError


async def test_what_is_exported_is_what_was_logged(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text(json.dumps({"name": 'high, "rate"\n損失'}))
    losses = [1 / 3, "NaN", "Infinity", "-Infinity", 1e-300, 5]
    rows = [row(step, loss, grad_norm=step / 7) for step, loss in enumerate(losses, 1)]
    rows.insert(2, {"step": 2, "eval_loss": 0.1 + 0.2})
    add(tmp_path / "metrics.jsonl", rows)
    target = tmp_path / "out.csv"
    columns = ["loss", "eval_loss", "grad_norm", "of another log"]
    async with followed(tmp_path) as log:
        await log.until(has_rows(7))
        params = {"target": str(target), "columns": columns}
        assert await log.follower.request("rows", {**params, "header": True}) == {"rows": 7}
        assert await log.follower.request("rows", {**params, "header": False}) == {"rows": 7}
    with target.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert list(table[0]) == ["log", "run", "step", "epoch", "time", *columns]
    assert len(table) == 14 and table[:7] == table[7:]
    for cells, logged in zip(table[:7], rows, strict=True):
        assert cells["log"] == 'high, "rate"\n損失' and cells["of another log"] == ""
        for name in ("step", "epoch", "time", "loss", "eval_loss", "grad_norm"):
            if name not in logged:
                assert cells[name] == ""
            elif logged[name] == "NaN":
                assert math.isnan(float(cells[name]))
            else:
                assert float(cells[name]) == float(logged[name])
    assert table[0]["step"] == "1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_full_disk_is_told(tmp_path: Path) -> None:
    add(tmp_path / "metrics.jsonl", [row(step) for step in range(1, 5000)])
    async with followed(tmp_path) as log:
        await log.until(has_rows(4999))
        for target in ("/dev/full", str(tmp_path / "no such folder" / "out.csv")):
            with pytest.raises(WorkbenchError) as caught:
                params = {"target": target, "columns": ["loss"], "header": True}
                await log.follower.request("rows", params)
            assert caught.value.reason == "export-failed" and caught.value.values["message"]
        assert os.strerror(2) in str(caught.value.values["message"])
        assert len(await log.curve()) == 4999, "and it goes on"
