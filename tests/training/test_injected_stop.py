"""A training is asked to stop, or killed, and goes on from its last whole checkpoint: no row lost, none
twice."""

from __future__ import annotations

import time
from pathlib import Path

from injected_runs import TINY, ScriptRun, said_in

ENDLESS = (
    TINY
    + """
endless = trainer(max_steps=10**6, save_strategy="no", gradient_accumulation_steps=2)
endless.train()
print("the script goes on")
print(json.dumps(endless.state.global_step))
sys.stdout.flush()
if torch.distributed.is_initialized():
    # torch's gloo aborts now and then when a process of several on the CPU ends, with us or without.
    os._exit(0)
"""
)


def until_step(run: ScriptRun, step: int) -> None:
    """Waits for the training to have come that far."""
    deadline = time.monotonic() + 120
    while not run.losses() or run.losses()[-1] < step:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_who_is_asked_to_stop_saves_a_checkpoint_at_that_step_and_the_script_goes_on(
    tmp_path: Path, training_python: Path
) -> None:
    run = ScriptRun(tmp_path, training_python, ENDLESS)
    process = run.start()
    until_step(run, 5)
    # Of another attempt: it is none of this one's.
    run.ask_to_stop(attempt=2)
    seen = run.losses()[-1]
    until_step(run, seen + 200)
    run.ask_to_stop()
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "the script goes on" in said
    step = said_in(said)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"checkpoint-{step}"]
    assert run.losses() == list(range(1, step + 1))
    assert run.json("progress.json")["ended"] is True

    # It is loadable, and a resumed training begins at that very step.
    run.script.write_text(ENDLESS.replace("10**6", str(step + 3)), encoding="utf-8")
    assert said_in(run.run(attempt=2, resume=True)) == step + 3
    assert run.json("trainer.json")["resumed_from"] == str(tmp_path / "out" / f"checkpoint-{step}")
    assert run.losses() == list(range(1, step + 4))
    assert run.json("progress.json")["first_step"] == step
    # The end of the first attempt is said again by the second.
    assert [row["train_loss"] > 0 for row in run.rows("metrics.superseded.jsonl")] == [True]


LONG_STEP = (
    TINY
    + """
class Slow(TrainerCallback):
    def on_substep_end(self, args, state, control, **kwargs):
        if state.global_step == 2:
            print("in the middle of the third step", flush=True)
            time.sleep(0.1)

slow = trainer(callbacks=[Slow()], max_steps=50, save_strategy="epoch", eval_strategy="epoch",
               gradient_accumulation_steps=200)
slow.train()
"""
)


def test_a_step_of_hundreds_of_parts_is_not_waited_for(tmp_path: Path, training_python: Path) -> None:
    run = ScriptRun(tmp_path, training_python, LONG_STEP.replace("rows(),", "rows(20_000),"))
    process = run.start()
    assert process.stdout is not None
    for line in process.stdout:
        if "in the middle" in line:
            break
    run.ask_to_stop()
    process.communicate(timeout=120)
    assert process.returncode == 0
    # Step 2 was the last whole one; nothing was evaluated on the way out.
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["checkpoint-2"]
    assert not [row for row in run.rows() if "eval_loss" in row]


def test_two_processes_stop_at_the_same_step(tmp_path: Path, training_python: Path) -> None:
    run = ScriptRun(tmp_path, training_python, ENDLESS)
    launch = [str(training_python), "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    launch += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]
    launch += ["--main_process_port", "0"]
    process = run.start(*launch)
    until_step(run, 5)
    run.ask_to_stop()
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert said.count("the script goes on") == 2
    step = said_in(said)
    names = {path.name for path in (tmp_path / "out" / f"checkpoint-{step}").iterdir()}
    assert {"rng_state_0.pth", "rng_state_1.pth", "model.safetensors", "optimizer.pt"} <= names
    # One of the two writes.
    assert run.losses() == list(range(1, step + 1))


KILLED = (
    TINY
    + """
import threading, random

class Killing(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step == KILL_AT:
            threading.Timer(random.random() * 0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()

killed = trainer(callbacks=[Killing()], max_steps=LAST, save_steps=50)
killed.evaluate()
killed.train()
killed.evaluate()
"""
)


def test_a_killed_training_goes_on_from_its_last_whole_checkpoint_without_a_row_lost_or_twice(
    tmp_path: Path, training_python: Path
) -> None:
    # A checkpoint of another run lies in the same folder, further on than ours will come.
    run = ScriptRun(tmp_path, training_python, KILLED.replace("KILL_AT", "-1").replace("LAST", "400"))
    other = ScriptRun(tmp_path / "other", training_python, "")
    run.run(TRANSFORMERS_WORKBENCH_RUN=str(other.folder))
    assert (tmp_path / "out" / "checkpoint-400").is_dir()

    def go_on(attempt: int, kill_at: int) -> None:
        run.script.write_text(
            KILLED.replace("KILL_AT", str(kill_at)).replace("LAST", "300"), encoding="utf-8"
        )
        run.run(attempt=attempt, resume=attempt > 1, code=None)

    go_on(1, 130)
    # The machine went down while the last one was written: it is not whole.
    last = max((tmp_path / "out").glob("checkpoint-1*"), key=lambda path: path.stat().st_mtime)
    weights = last / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    go_on(2, 205)
    resumed = run.json("trainer.json")["resumed_from"]
    assert resumed is not None
    assert int(resumed.rpartition("-")[2]) < int(last.name.rpartition("-")[2])
    # A row that was cut in the middle.
    with (run.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 99')
    go_on(3, -1)

    assert run.losses() == list(range(1, 301))
    rows = run.rows()
    attempts = {row["step"]: row["attempt"] for row in rows if "loss" in row}
    assert sorted(set(attempts.values())) == [1, 2, 3]
    assert [row["step"] for row in rows if "train_loss" in row] == [300]
    again = run.rows("metrics.superseded.jsonl")
    assert again
    assert len({str(row) for row in again}) == len(again)


ASKED = (
    TINY
    + """
resumed = []
for last, explicit in EXPLICIT:
    trainer(max_steps=last).train(resume_from_checkpoint=explicit)
    with open(os.path.join(os.environ["TRANSFORMERS_WORKBENCH_RUN"], "trainer.json")) as file:
        told = json.load(file)
    resumed.append(told["resumed_from"] and os.path.relpath(told["resumed_from"], "out"))
print()
print(json.dumps(resumed))
"""
)


def test_what_the_script_asks_for_wins(tmp_path: Path, training_python: Path) -> None:
    run = ScriptRun(tmp_path, training_python, ASKED.replace("EXPLICIT", "[(4, None)]"))
    assert said_in(run.run()) == [None]
    asked = "[(6, None), (8, 'out/checkpoint-2'), (10, True), (4, False)]"
    run.script.write_text(ASKED.replace("EXPLICIT", asked), encoding="utf-8")
    said = said_in(run.run(attempt=2, resume=True))
    assert said == ["checkpoint-4", "checkpoint-2", "checkpoint-8", None]
    assert run.json("trainer.json")["resume_asked"] is True


def test_without_a_checkpoint_it_starts_anew(tmp_path: Path, training_python: Path) -> None:
    script = ASKED.replace("EXPLICIT", "[(4, None)]").replace("=last", "=last, save_strategy='no'")
    run = ScriptRun(tmp_path, training_python, script)
    run.run()
    assert said_in(run.run(attempt=2, resume=True)) == [None]
    assert [(row["step"], row["attempt"]) for row in run.rows() if "loss" in row] == [
        (step, 2) for step in range(1, 5)
    ]
    assert [row["attempt"] for row in run.rows("metrics.superseded.jsonl")] == [1] * 5
