"""What a row of the view says of a run, in few words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from transformers_workbench.training.run_facts import Facts, Look
from transformers_workbench.training.run_figures import device_words, result_words
from transformers_workbench.training.run_state import Standing
from transformers_workbench.training.run_words import described
from transformers_workbench.training.runs import Seen
from transformers_workbench.wording import ENGLISH, Wording, wording_for

JAPANESE = wording_for("ja")
PROGRESS = {"step": 62, "total": 100, "first_step": 0, "first_time": 0.0, "time": 1147.0}
LOOK = Look(1147.0, "yes", "yes", "yes", True)


def row(
    stands: Standing,
    metrics: dict[str, float] | None = None,
    devices: tuple[str, ...] = ("0",),
    say: Wording = ENGLISH,
    **notes: Any,
) -> str:
    """What stands beside the name."""
    facts = Facts(Path("sft"), {"devices": list(devices)}, 1, **notes)
    return described(Seen(facts, LOOK, stands, metrics or {}), say).detail


def test_while_it_runs_it_says_how_far_how_well_how_long_and_where() -> None:
    running = Standing("running")
    metrics = {"loss": 0.5312, "eval_loss": 0.6, "eval_f1": 0.5}
    assert row(running, metrics, progress=PROGRESS) == "62 % · loss 0.531 · 12m left · GPU 0"
    assert row(running, metrics, say=JAPANESE, progress=PROGRESS) == "62 % · loss 0.531 · 残り 12 分 · GPU 0"
    assert row(running, progress={"step": 1234}, devices=("cpu",)) == "step 1,234 · CPU"
    assert row(running, progress={"step": 999, "total": 1000}, devices=()) == "99 %"


def test_what_has_not_begun_or_is_to_end_says_so_first() -> None:
    assert row(Standing("queued"), devices=("0", "1")) == "Waiting · GPUs 0, 1"
    stopping = row(Standing("running"), progress={"step": 62, "total": 100}, stop={"level": "checkpoint"})
    assert stopping == "Stopping… · 62 % · GPU 0"


def test_one_that_went_well_says_what_came_of_it_and_nothing_else() -> None:
    done = Standing("succeeded", 1.0, 0)
    metrics = {"loss": 0.2, "train_loss": 0.4, "eval_loss": 0.3, "eval_accuracy": 0.93, "eval_f1": 0.91}
    assert row(done, metrics, progress=PROGRESS) == "f1 0.91 · accuracy 0.93"


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        ({"loss": 0.2, "train_loss": 0.4, "eval_loss": 0.3}, ["eval_loss 0.3", "train_loss 0.4"]),
        ({"loss": 0.2, "train_loss": 0.4}, ["train_loss 0.4", "loss 0.2"]),
        ({"eval_rougeL": 0.4, "eval_runtime": 9.0, "eval_samples_per_second": 4.0}, ["rougeL 0.4"]),
        ({"eval_entropy": 2.0, "eval_mean_token_accuracy": 0.7}, ["mean_token_accuracy 0.7"]),
        ({"eval_loss": 12345.6}, ["eval_loss 12,346"]),
        (
            {"eval_accuracy": 0.5, "eval_macro_f1": 0.25, "eval_recall": 1.0},
            ["macro_f1 0.25", "accuracy 0.5"],
        ),
        ({}, []),
    ],
)
def test_scores_come_before_losses_and_costs_are_no_results(
    metrics: dict[str, float], words: list[str]
) -> None:
    assert result_words(metrics) == words


def test_one_that_failed_says_why_in_the_words_of_its_cause() -> None:
    failed = Standing("failed", 1.0, 1, "out-of-memory-cuda")
    assert row(failed, {"loss": 1.0}, progress=PROGRESS) == "The GPU's memory was full"
    assert row(failed, say=JAPANESE) == "GPU のメモリが足りなくなりました"


def test_one_that_was_stopped_says_how_far_it_came() -> None:
    stopped = Standing("stopped", 1.0, 0, "stopped")
    assert row(stopped, {"loss": 0.5}, progress=PROGRESS) == "62 % · loss 0.5"


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (["0"], "GPU 0"),
        (["0", "1"], "GPUs 0, 1"),
        ([str(number) for number in range(8)], "GPUs 0–7"),
        (["0", "2", "4"], "GPUs 0, 2, 4"),
        (["cpu"], "CPU"),
        (["mps"], "Apple GPU"),
        (["9" * 9999, "0", "1"], f"GPUs {'9' * 9999}, 0, 1"),
        ([None], "None"),
        ([], ""),
    ],
)
def test_devices_are_called_what_people_call_them(ids: list[Any], words: str) -> None:
    assert device_words(ids, ENGLISH) == words
