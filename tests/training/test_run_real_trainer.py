"""A real Trainer in a run: rows from the callback, a checkpoint when it is stopped, and on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from injected_runs import TINY
from run_stand_ins import ended, eventually, ready, rows, see, spec, until_noted
from transformers_workbench.training import run_launch, run_start
from transformers_workbench.training.run_details import details
from transformers_workbench.training.run_folder import SUPERVISOR
from transformers_workbench.training.run_notes import read_note
from transformers_workbench.training.run_outputs import checkpoints
from transformers_workbench.training.run_start import resume
from transformers_workbench.training.run_stop import stop
from transformers_workbench.training.run_words import described
from transformers_workbench.wording import ENGLISH

SLOW = (
    TINY
    + """
class Slow(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        time.sleep(0.05)
trainer(callbacks=[Slow()], max_steps=int(sys.argv[1]), save_strategy="no").train()
"""
)
LOADS = """
import sys
from transformers import BertForSequenceClassification
print(BertForSequenceClassification.from_pretrained(sys.argv[1]).config.num_labels)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_is_stopped_with_a_loadable_checkpoint_and_goes_on_from_it_whoever_is_killed(
    tmp_path: Path, training_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_launch, "AGAIN_SECONDS", 0.2)
    what = ready(spec(tmp_path, SLOW, ("1000000",)), str(training_python))
    folder = run_start.start(what, tmp_path / "runs", {}, again=False).folder
    eventually(lambda: rows(folder))
    supervisor = read_note(folder / SUPERVISOR)
    assert supervisor is not None
    os.kill(supervisor["pid"], signal.SIGKILL)
    seen = ended(folder)
    assert (seen.stands.state, seen.stands.code, seen.stands.cause) == ("stopped", 0, "stopped")
    last = rows(folder)[-1]["step"]
    [checkpoint] = checkpoints(seen.facts)
    assert checkpoint.name == f"checkpoint-{seen.facts.progress and seen.facts.progress['step']}"
    loaded = subprocess.run(
        [str(training_python), "-c", LOADS, str(checkpoint)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert loaded.stdout.strip() == "2", loaded.stderr
    told = details(see(folder), ENGLISH)
    assert [output.kind for output in told.outputs] == ["checkpoint"]
    assert told.environment["torch"] and told.environment["transformers"]
    assert told.run.can_resume
    resume(folder, {})
    eventually(lambda: rows(folder)[-1]["step"] > last + 2)
    seen = ended(folder)
    assert (seen.facts.attempt, seen.stands.state) == (2, "stopped")
    told_steps = [row["step"] for row in rows(folder) if "loss" in row]
    assert told_steps == list(range(1, len(told_steps) + 1))


def test_a_crash_is_explained_and_progress_is_told(tmp_path: Path, training_python: Path) -> None:
    what = ready(
        spec(tmp_path, TINY + "trainer().train()\nimport no_such_package\n", ()), str(training_python)
    )
    folder = run_start.start(what, tmp_path / "runs", {}, again=False).folder
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code, seen.stands.cause) == ("failed", 1, "missing-package")
    run = described(seen, ENGLISH)
    assert run.exit is not None
    assert run.exit.message == "The package no_such_package is missing."
    assert (run.step, run.total) == (6, 6)
    assert run.metrics["loss"] > 0
    assert run.detail == "The package no_such_package is missing"
    assert not stop(folder, "kill")
    assert attrs.asdict(run.exit)["code"] == 1
