"""A long log is looked at piece by piece, so that nothing waits for it: what is found does not depend on the
pieces."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from corpus_run import CorpusRun
from corpus_runs import RUNS
from curves import constant
from curves import series as made_up
from transformers_workbench.health import robust, series
from transformers_workbench.health.examine import examine
from transformers_workbench.health.followed_run import FollowedRun, Found
from transformers_workbench.health.reading import read
from transformers_workbench.health.rules import throughput
from transformers_workbench.health.series import Builder, Series

CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture(params=[1, 2, 7])
def small_pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (series, robust, throughput):
        monkeypatch.setattr(module, "PIECE", request.param)


def hostile(seed: int) -> Series:
    """Metrics in some rows only, and numbers that are none anywhere."""
    chance, builder = random.Random(seed), Builder()
    for row in range(chance.randrange(40)):
        metrics = {
            name: chance.choice([chance.gauss(0, 1), 1e308, math.nan, math.inf, -math.inf])
            for name in ("loss", "grad_norm", "eval_loss")
            if chance.random() < 0.7
        }
        builder.add(metrics, row + 1, None)
    return builder.series()


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("seed", range(20))
def test_points_are_those_that_are_numbers(seed: int) -> None:
    run = hostile(seed)
    for name, column in run.columns.items():
        told = [(run.steps[row], value) for row, value in zip(column.rows, column.values, strict=True)]
        points = run.points(name)
        assert list(zip(points.steps, points.values, strict=True)) == [
            each for each in told if math.isfinite(each[1])
        ]
        assert run.not_finite(name) == [step for step, value in told if not math.isfinite(value)]
    assert len(run.points("never logged")) == 0 and run.not_finite("never logged") == []


@pytest.mark.parametrize("values", [[], [1.0], [3.0, 1.0, 2.0], [4.0, 1.0, 3.0, 2.0], [1.0] * 9 + [7.0] * 8])
@pytest.mark.usefixtures("small_pieces")
def test_a_median_of_pieces_is_the_median(values: list[float]) -> None:
    ordered = sorted(values)
    middle = [ordered[(len(values) - 1) // 2], ordered[len(values) // 2]] if values else [0.0, 0.0]
    assert robust.median(values) == sum(middle) / 2


@pytest.mark.parametrize("each", RUNS, ids=lambda each: each.name)
def test_the_rules_find_the_same_in_pieces(each: CorpusRun, monkeypatch: pytest.MonkeyPatch) -> None:
    path = CORPUS / each.file
    whole = [examine(run) for run in read(path).runs]
    for module in (series, robust, throughput):
        monkeypatch.setattr(module, "PIECE", 3)
    assert [examine(run) for run in read(path).runs] == whole


@pytest.mark.parametrize("step", [1.0, None], ids=["steps", "counted"])
def test_what_is_copied_later_is_what_was_there(step: float | None) -> None:
    rows = Builder()
    rows.add({"loss": 1.0}, step, 0.5)
    run = FollowedRun(Found("1", "", rows))
    copied = run.copy()
    rows.add({"loss": 2.0, "grad_norm": 3.0}, None, 1.0)
    run.grow()
    before = copied()
    assert (len(before), list(before.columns), list(before.epochs)) == (1, ["loss"], [0.5])
    assert list(before.points("loss").steps) == [1.0] and list(before.points("loss").values) == [1.0]
    assert before.counted == (step is None)
    after = run.copy()()
    assert list(after.points("loss").values) == [1.0, 2.0] and "grad_norm" in after


@pytest.mark.usefixtures("small_pieces")
def test_steps_that_become_slower_are_found_across_pieces() -> None:
    run = made_up(loss=constant(1.0), seconds=lambda part: 5.0 if part < 0.5 else 15.0)
    assert "throughput-falling" in [finding.rule for finding in examine(run)]
