"""Runs that were really trained: sick ones are found with the right first cause, healthy ones raise
nothing."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import train_corpus
from corpus_run import CorpusRun
from corpus_runs import RUNS
from healthy_runs import HEALTHY
from sick_runs import SICK
from transformers_workbench.health.examine import examine
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.reading import read
from transformers_workbench.health.series import About, Builder, Method, Series
from unseen_runs import UNSEEN

CORPUS = Path(__file__).parent / "corpus"
NOISE = 0.05
"""Relative, of every loss and gradient: the bound below which noise never makes a healthy run sick."""
PARTS = [(False, "those that thresholds were chosen with"), (True, "those that were held out")]


def recorded(run: CorpusRun) -> Series:
    (series,) = read(CORPUS / run.file).runs
    return series


def alarms(series: Series) -> list[Finding]:
    return [finding for finding in examine(series) if finding.severity != "info"]


def test_every_run_is_recorded_by_this_version_of_the_script_and_they_are_small() -> None:
    files = {path.name for path in CORPUS.iterdir()}
    assert files == {run.file for run in RUNS}
    assert sum(path.stat().st_size for path in CORPUS.iterdir()) <= 400_000
    for run in RUNS:
        if not run.console:
            state = json.loads((CORPUS / run.file).read_text(encoding="utf-8"))
            assert state["corpus_version"] == train_corpus.VERSION


def test_there_are_enough_runs_of_each_kind_and_a_third_of_them_was_held_out() -> None:
    for runs in (HEALTHY, SICK):
        held_out = [run for run in runs if run.held_out]
        assert len(runs) - len(held_out) >= 12 and len(held_out) >= len(runs) / 3


@pytest.mark.parametrize("run", HEALTHY, ids=lambda run: run.name)
def test_a_healthy_run_raises_no_error_and_no_warning(run: CorpusRun) -> None:
    assert alarms(recorded(run)) == []


@pytest.mark.parametrize(("held_out", "which"), PARTS)
def test_sick_runs_are_found_with_the_right_first_cause(held_out: bool, which: str) -> None:
    runs = [run for run in SICK if run.held_out == held_out]
    said = {run.name: [finding.causes[0].key for finding in alarms(recorded(run))][:1] for run in runs}
    missed = {run.name: said[run.name] for run in runs if not set(said[run.name]) & set(run.causes)}
    assert len(missed) * 12 <= len(runs), (which, missed)


METHODS: dict[str, Method] = {"minilm": "full", "minilm-regression": "full", "minilm-lora": "lora"}


def about(run: CorpusRun) -> About:
    """What a run of ours tells of itself. The other models begin with random weights."""
    classes = None if run.model in {"decoder", "minilm-regression"} else int(run.options.get("classes", 2))
    return About(METHODS.get(run.model, "scratch"), classes, run.arguments)


def alarms_of_ours(run: CorpusRun) -> list[Finding]:
    return [finding for finding in examine(recorded(run), about(run)) if finding.severity != "info"]


def test_runs_that_the_rules_were_not_made_with_are_judged_right_when_they_tell_how_they_train() -> None:
    said = {run.name: [finding.causes[0].key for finding in alarms_of_ours(run)][:1] for run in UNSEEN}
    assert sum(not run.causes for run in UNSEEN) >= 11 and sum(bool(run.causes) for run in UNSEEN) >= 12
    assert {
        run.name: said[run.name]
        for run in UNSEEN
        if (set(said[run.name]).isdisjoint(run.causes) if run.causes else said[run.name])
    } == {}


@pytest.mark.parametrize("run", HEALTHY, ids=lambda run: run.name)
def test_a_healthy_run_that_tells_how_it_trains_raises_nothing_either(run: CorpusRun) -> None:
    assert alarms_of_ours(run) == []


def changed(
    series: Series, seed: int, *, scale: int = 1, every: int = 1, first: int = 0, noise: float = 0.0
) -> Series:
    """With other steps, only some of the rows, and more noise on losses and gradients."""
    chance, builder = random.Random(seed), Builder()
    rows: list[dict[str, float]] = [{} for _ in range(len(series))]
    for name, column in series.columns.items():
        noisy = name == "grad_norm" or name.endswith("loss")
        for row, value in zip(column.rows, column.values, strict=True):
            rows[row][name] = value * math.exp(chance.gauss(0, noise)) if noisy else value
    for row, metrics in enumerate(rows):
        if row % every == first % every or "train_runtime" in metrics:
            builder.add(metrics, series.steps[row] * scale, series.epochs[row])
    builder.total_steps, builder.finished = series.total_steps * scale, series.finished
    return builder.series()


@settings(max_examples=150, deadline=None)
@given(
    run=st.sampled_from(HEALTHY),
    seed=st.integers(0, 2**32),
    scale=st.sampled_from([1, 2, 10, 1000]),
    every=st.integers(1, 3),
    first=st.integers(0, 2),
    noise=st.floats(0, NOISE),
)
def test_scaling_sub_sampling_and_noise_never_make_a_healthy_run_sick(
    run: CorpusRun, seed: int, scale: int, every: int, first: int, noise: float
) -> None:
    assert alarms(changed(recorded(run), seed, scale=scale, every=every, first=first, noise=noise)) == []


@pytest.mark.parametrize("run", HEALTHY, ids=lambda run: run.name)
def test_a_healthy_run_raises_nothing_while_it_is_under_way(run: CorpusRun) -> None:
    whole = recorded(run)
    for rows in range(1, len(whole), 3):
        builder = Builder()
        for row in range(rows):
            metrics = {
                name: column.values[column.rows.index(row)]
                for name, column in whole.columns.items()
                if row in column.rows
            }
            builder.add(metrics, whole.steps[row], whole.epochs[row])
        builder.total_steps = whole.total_steps
        assert alarms(builder.series()) == [], rows
