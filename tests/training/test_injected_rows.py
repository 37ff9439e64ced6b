"""Every row that a Trainer logs is in the run's folder, as the Trainer's own history has it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from injected_runs import TINY, ScriptRun, said_in
from small_disk import words_for_a_small_disk

OWN = ("time", "attempt", "training")

WATCHED = (
    TINY
    + """
class Twice(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == 2:
            first.log({"twice": 1.0})
            first.log({"twice": 2.0, "of_torch": torch.tensor(3.5), "time": 4, "name": "x"})

class Own(Trainer):
    def training_step(self, *args, **kwargs):
        return self.compute_loss(args[0], self._prepare_inputs(args[1])).detach() * float("nan")

import transformers.trainer, inspect, pickle
first = trainer(callbacks=[Twice()], eval_strategy="steps", eval_steps=3, save_strategy="no")
before = first.evaluate()
first.train()
second = trainer(Own, output_dir="second", max_steps=5, logging_steps=2, gradient_accumulation_steps=2)
second.train()
history = [dict(entry) for entry in first.state.log_history]
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(os.environ["TENSORBOARD_LOGGING_DIR"], size_guidance={"scalars": 0})
events.Reload()
print()
print(json.dumps({
    "history": [{k: v.item() if hasattr(v, "item") else v for k, v in entry.items()} for entry in history],
    "second": second.state.log_history,
    "losses": [[event.step, event.value] for event in events.Scalars("train/loss")],
    "loader": type(transformers.trainer.__loader__).__name__,
    "spec": type(transformers.trainer.__spec__.loader).__name__,
    "source": "def train(" in inspect.getsource(Trainer.train),
    "elsewhere": type(pickle.loads(pickle.dumps(first.callback_handler.callbacks[1]))).__name__,
    "attributes": [name for name in vars(first) if name == "training_step"],
}))
"""
)


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in OWN}


def test_the_rows_are_the_trainers_own_history_and_nothing_of_us_is_left_in_the_library(
    tmp_path: Path, training_python: Path
) -> None:
    run = ScriptRun(tmp_path, training_python, WATCHED)
    said = said_in(run.run())

    rows = run.rows()
    first = [row for row in rows if "training" not in row]
    history = list(said["history"])
    history[[entry.get("twice") for entry in history].index(2.0)]["logged_time"] = 4
    for entry in history:
        entry.pop("time", None)
    # What was evaluated before the training is not in its history: the Trainer begins a new one.
    assert "eval_loss" in first[0] and first[0]["step"] == 0
    assert [told(row) for row in first[1:]] == history
    assert all(row["attempt"] == 1 and row["time"] > 1e9 for row in rows)

    # The loss was no number in each of five steps of two parts; the library's filter shows 0.
    second = [row for row in rows if row.get("training") == 2]
    assert [row["loss"] for row in second if "loss" in row] == [0.0, 0.0, 0.0][: len(second) - 1]
    assert sum(row.get("nonfinite_loss_steps", 0) for row in second) == 5
    assert not any("nonfinite_loss_steps" in row for row in first)

    losses = [[row["step"], row["loss"]] for row in rows if "loss" in row]
    assert [step for step, _ in said["losses"]] == [step for step, _ in losses]
    assert all(
        math.isclose(ours, theirs, rel_tol=1e-6)
        for (_, ours), (_, theirs) in zip(losses, said["losses"], strict=True)
    )

    assert said["loader"] == said["spec"] == "SourceFileLoader"
    assert said["source"]
    assert said["attributes"] == []
    assert said["elsewhere"] == "TrainerCallback"

    progress = run.json("progress.json")
    assert (progress["step"], progress["total"], progress["ended"], progress["saving"]) == (5, 5, True, False)
    trainer = run.json("trainer.json")
    assert trainer["class"] == "__main__.Own"
    assert trainer["output_dir"] == str(tmp_path / "second")
    assert trainer["logging_dir"] == str(run.folder / "tensorboard")
    assert trainer["resumed_from"] is None
    assert trainer["arguments"]["gradient_accumulation_steps"] == 2
    weights = trainer["model"].pop("parameters")
    assert trainer["model"].pop("trainable") == weights > 0
    assert trainer["model"] == {
        "class": "BertForSequenceClassification",
        "peft_type": "",
        "classes": 2,
        "pretrained": False,
    }


NOT_A_NUMBER = (
    TINY
    + """
diverging = trainer(learning_rate=1e30, max_grad_norm=0, max_steps=4, logging_nan_inf_filter=FILTER,
                    report_to="tensorboard")
diverging.train()
print(json.dumps(None))
"""
)


@pytest.mark.parametrize("filtered", [True, False])
def test_a_loss_that_is_no_number_is_counted_also_where_the_library_hides_it(
    tmp_path: Path, training_python: Path, filtered: bool
) -> None:
    run = ScriptRun(tmp_path, training_python, NOT_A_NUMBER.replace("FILTER", str(filtered)))
    run.run()
    rows = [row for row in run.rows() if "loss" in row]
    assert len(rows) == 4
    assert rows[-1]["nonfinite_loss_steps"] == 1
    assert rows[-1]["loss"] == "NaN" if not filtered else isinstance(rows[-1]["loss"], float)
    # The script's own TensorBoard writes the event files; ours keeps still.
    assert len(list((run.folder / "tensorboard").glob("events*"))) == 1


FULL_DISK = (
    TINY
    + """
folder = os.environ["TRANSFORMERS_WORKBENCH_RUN"]
filler = os.path.join(folder, "filler")

class Filling(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == 3:
            with open(filler, "ab", buffering=0) as file:
                try:
                    while file.write(bytes(512)):
                        pass
                except OSError as error:
                    print(error)
        if state.global_step == 40:
            lines = open(os.path.join(folder, "metrics.jsonl")).read().splitlines()
            assert len(lines) < 40, lines
            os.remove(filler)

trainer(callbacks=[Filling()], max_steps=50, save_strategy="no").train()
print()
print(json.dumps(open(os.path.join(folder, "metrics.jsonl")).read().splitlines()))
"""
)


def test_a_full_disk_neither_ends_the_training_nor_loses_a_row(tmp_path: Path, training_python: Path) -> None:
    run = ScriptRun(tmp_path, training_python, FULL_DISK)
    disk = words_for_a_small_disk(run.folder, "64k")
    output = run.run(*disk, str(training_python))
    assert "No space left on device" in output
    rows = [json.loads(line) for line in said_in(output)]
    assert [row["step"] for row in rows if "loss" in row] == list(range(1, 51))
