"""Points of curves: which there are along each axis, and those that are reckoned from others."""

from __future__ import annotations

import base64
import math
import struct
from typing import Any

import pytest

from followed import line, row
from transformers_workbench.health.curves import LARGEST_FLOAT, Curves
from transformers_workbench.health.follow_metrics import MetricsRows
from transformers_workbench.health.follow_state import ordered
from transformers_workbench.health.followed_run import FollowedRun, Found


class Run:
    """One run, fed row by row."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self._taken = MetricsRows()
        self._taken.feed("".join(map(line, rows)))
        live = self._taken.runs[1]
        self.run = FollowedRun(Found("1", "", live))
        self.curves = Curves(self.run)

    def add(self, *rows: dict[str, Any]) -> bool:
        self._taken.feed("".join(map(line, rows)))
        return self.run.grow()

    def points(self, metric: str, axis: Any = "step", after: int = 0) -> list[Any]:
        """Pairs of place and value."""
        part = self.curves.part(metric, axis, after)
        return list(zip(part.places, part.values, strict=True))


def test_a_metric_of_some_rows_has_the_places_of_these_rows() -> None:
    run = Run(row(1, 3.0), row(2, 2.0), row(2, eval_loss=2.5), row(3, 1.0), {"step": 4, "eval_loss": 1.5})
    assert run.points("eval_loss") == [(2, 2.5), (4, 1.5)]
    assert run.points("eval_loss", "epoch") == [(pytest.approx(0.2), 2.5)]
    assert run.points("loss", "time") == [(0, 3.0), (1, 2.0), (1, 1.0), (2, 1.0)]


def test_rows_without_a_place_are_left_out_and_counted_alike_when_more_come() -> None:
    bare = [{"step": step, "loss": float(step)} for step in range(1, 20)]
    told = [row(step, float(step)) for step in range(20, 30)]
    run = Run(*bare, *told[:5])
    assert [value for _, value in run.points("loss", "time")] == [20, 21, 22, 23, 24]
    run.add(*bare, *told[5:])
    assert [value for _, value in run.points("loss", "time", after=3)] == [23, 24, 25, 26, 27, 28, 29]
    assert len(run.points("loss")) == 2 * len(bare) + len(told)
    run = Run(*told[:5])
    assert len(run.points("loss", "epoch")) == 5
    run.add(*bare, *told[5:])
    assert [value for _, value in run.points("loss", "epoch", after=5)] == [25, 26, 27, 28, 29]


def test_rows_without_steps_are_counted_and_one_that_comes_late_changes_all() -> None:
    run = Run(*({"epoch": at / 10, "loss": at} for at in range(1, 5)))
    assert run.run.counted and [place for place, _ in run.points("loss")] == [1, 2, 3, 4]
    run = Run(row(10), row(20), row(30), row(40))
    assert run.add(row(50), row(60))
    assert not run.add({"epoch": 0.1, "loss": 1.0}), "what was said of the earlier points holds no more"
    assert [place for place, _ in run.points("loss")] == [1, 2, 3, 4, 5, 6, 7]


def test_answers_are_little_endian_numbers_in_pieces_that_fit_together() -> None:
    run = Run(*(row(step, step / 7) for step in range(1, 1001)))
    found: list[float] = []
    more = True
    while more:
        part = run.curves.part("loss", "step", len(found), most=300)
        answer = part.json(1, len(found))
        found += struct.unpack(f"<{answer['count']}f", base64.b64decode(answer["values"]))
        places = struct.unpack(f"<{answer['count']}d", base64.b64decode(answer["places"]))
        assert places[-1] == len(found)
        more = answer["more"]
    assert found == [struct.unpack("f", struct.pack("f", step / 7))[0] for step in range(1, 1001)]


def test_only_what_is_infinite_is_infinite() -> None:
    losses = ["NaN", "Infinity", "-Infinity", 1e300, -1e39, 1e-300, 2.5]
    values = [value for _, value in Run(*(row(at, loss) for at, loss in enumerate(losses))).points("loss")]
    assert math.isnan(values[0])
    assert values[1:] == [math.inf, -math.inf, LARGEST_FLOAT, -LARGEST_FLOAT, 0.0, 2.5]


def test_the_newest_number_is_known_however_many_are_none() -> None:
    run = Run(row(1, 2.0), *(row(step, "NaN") for step in range(2, 50)))
    column = run.run.column("loss")
    assert column is not None and run.run.last("loss", column) == 2.0
    run.add(row(50, "NaN"))
    assert run.run.last("loss", column) == 2.0
    run.add(row(51, 7.0), row(52, "NaN"))
    assert run.run.last("loss", column) == 7.0
    only = Run(row(1, "NaN"))
    column = only.run.column("loss")
    assert column is not None and only.run.last("loss", column) is None


def test_steps_per_second_leave_out_evaluations_and_what_lies_before_a_resumption() -> None:
    rows = [{**row(step), "time": 100 + step / 2} for step in range(10, 50, 10)]
    rows.append({"step": 40, "time": 127.0, "attempt": 1, "eval_loss": 1.0, "eval_runtime": 7.0})
    rows.append({**row(50), "time": 132.0})
    rows += [{**row(step, attempt=2), "time": 9000 + step / 5} for step in range(60, 100, 10)]
    run = Run(*rows)
    assert run.points("steps_per_second") == [
        (20, 2.0),
        (30, 2.0),
        (40, 2.0),
        (50, 2.0),
        (70, 5.0),
        (80, 5.0),
        (90, 5.0),
    ]


def test_tokens_per_second_take_the_place_of_steps_per_second() -> None:
    rows = [{**row(step), "time": 100 + step, "num_input_tokens_seen": 512 * step} for step in range(1, 6)]
    run = Run(*rows)
    assert run.points("tokens_per_second") == [(step, 512.0) for step in range(2, 6)]
    assert run.run.column("steps_per_second") is None
    early = Run(row(1), row(2), row(3))
    assert early.run.column("steps_per_second") is not None
    assert not early.add(row(4, num_tokens=100), row(5, num_tokens=300)), "a curve is gone"
    assert early.points("tokens_per_second") == [(5, 200.0)]
    assert early.run.column("steps_per_second") is None


def test_speed_is_never_reckoned_from_times_that_do_not_go_on() -> None:
    times = [10.0, 10.0, 10.0, 11.0, 9.0, 12.0]
    run = Run(*({**row(step), "time": time} for step, time in enumerate(times, 1)))
    assert run.points("steps_per_second") == [(4, 3.0), (6, pytest.approx(1 / 3))]
    assert Run(*({"epoch": at / 9, "time": at, "loss": 1} for at in range(9))).run.speed.curves == {}
    logged = Run(*(row(step, steps_per_second=7.0) for step in range(1, 9)))
    assert {value for _, value in logged.points("steps_per_second")} == {7.0}


def test_speed_is_the_same_however_the_rows_come() -> None:
    rows = [{**row(step), "time": 100 + step**1.1} for step in range(1, 200)]
    for at in range(20, 180, 20):
        rows.insert(at, {"step": rows[at - 1]["step"], "eval_loss": 1.0, "eval_runtime": 0.1, "attempt": 1})
    whole = Run(*rows).points("steps_per_second")
    pieces = Run(*rows[:1])
    for each in rows[1:]:
        pieces.add(each)
    assert pieces.points("steps_per_second") == whole and len(whole) == 198


def test_metrics_come_in_the_order_in_which_people_look_at_them() -> None:
    names = ["train_runtime", "rewards/x", "eval_runtime", "entropy", "eval_f1", "grad_norm", "eval_accuracy"]
    names += ["accuracy", "learning_rate", "eval_loss", "tokens_per_second", "loss"]
    assert ordered(names) == [
        "loss",
        "eval_loss",
        "learning_rate",
        "grad_norm",
        "tokens_per_second",
        "eval_accuracy",
        "eval_f1",
        "accuracy",
        "rewards/x",
        "entropy",
        "eval_runtime",
        "train_runtime",
    ]
