"""Runs of small scripts that write what the callback writes, and waiting for what they become."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from transformers_workbench.training import run_start, run_stop, runs
from transformers_workbench.training.run_facts import read_facts
from transformers_workbench.training.run_folder import METRICS, PROGRESS
from transformers_workbench.training.runs import Seen
from transformers_workbench.training.spec import Spec

PATIENCE = 120.0
ENDLESS = ("1000000", "0.02")
"""Steps of a run that goes on until it is asked to stop."""
DONE = ("5", "0.01")
"""Steps of a run that is done soon."""

LOOP = """
import json, os, sys, time
from pathlib import Path

run = Path(os.environ["TRANSFORMERS_WORKBENCH_RUN"])
attempt = int(os.environ["TRANSFORMERS_WORKBENCH_ATTEMPT"])
steps, pause = int(sys.argv[1]), float(sys.argv[2])
out = Path("out")
first = max([0, *(int(each.name[11:]) for each in out.glob("checkpoint-*"))]) if os.environ.get(
    "TRANSFORMERS_WORKBENCH_RESUME") else 0

def put(path, value):
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(value))
    os.replace(beside, path)

put(run / "trainer.json", {"attempt": attempt, "output_dir": str(out.absolute()), "logging_dir": ""})
begun = time.time()

def tell(step, ended=False):
    put(run / "progress.json", {"attempt": attempt, "step": step, "total": steps, "epoch": step / 10,
        "time": time.time(), "first_step": first, "first_time": begun, "saving": False, "ended": ended})

tell(first)
for step in range(first + 1, steps + 1):
    time.sleep(pause)
    with open(run / "metrics.jsonl", "a") as rows:
        row = {"step": step, "loss": str(1 / step), "time": time.time(), "attempt": attempt}
        rows.write(json.dumps(row) + "\\n")
    tell(step)
    print("step", step)
    try:
        asked = json.loads((run / "stop.json").read_text())["attempt"] == attempt
    except OSError:
        asked = False
    if asked:
        folder = out / f"checkpoint-{step}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "trainer_state.json").write_text(json.dumps({"global_step": step}))
        break
tell(step, ended=True)
sys.exit(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
"""


def spec(folder: Path, code: str = LOOP, arguments: tuple[str, ...] = DONE, **more: Any) -> Spec:
    """A run of a script of these lines, in a folder of its own."""
    script = folder / "train.py"
    script.write_text(code, encoding="utf-8")
    given: dict[str, Any] = {"name": "train", "arguments": arguments, "devices": ("cpu",), **more}
    return Spec(script=script, workspace=folder, working_directory=folder, **given)


def ready(spec: Spec, python: str = sys.executable) -> run_start.Prepared:
    """What is started of it."""
    return run_start.Prepared(spec, (python, str(spec.script), *spec.arguments), {}, python)


def start(
    spec: Spec, token: Mapping[str, str] | None = None, *, again: bool = False, where: Path | None = None
) -> Path:
    """The folder of a run that was started."""
    runs_folder = where or spec.workspace / ".transformers-workbench" / "runs"
    return run_start.start(ready(spec), runs_folder, token or {}, again=again).folder


def see(folder: Path) -> Seen:
    """The run as whoever looks sees it; a supervisor is started when it has none and needs one."""
    return runs.look_up(folder)


def eventually(state: Callable[[], object], patience: float = PATIENCE) -> Any:
    """What ``state`` returns as soon as that is true."""
    end = time.monotonic() + patience
    while not (found := state()):
        assert time.monotonic() < end, "waited for in vain"
        time.sleep(0.01)
    return found


def until_running(folder: Path) -> Seen:
    """As soon as its script has told of itself."""
    eventually(lambda: (facts := read_facts(folder)) and facts.process and facts.progress)
    return see(folder)


def until_noted(folder: Path) -> Seen:
    """As soon as its supervisor has noted how it ended."""
    found: Seen = eventually(lambda: seen if (seen := see(folder)).stands.noted else None)
    return found


def ended(folder: Path) -> Seen:
    """The same for one that goes on until it is asked to stop."""
    run_stop.stop(folder, "checkpoint")
    return until_noted(folder)


def rows(folder: Path) -> list[dict[str, Any]]:
    """Every row of its metrics; a damaged one fails."""
    path = folder / METRICS
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [json.loads(line) for line in text.splitlines()]


def assert_every_step_once(folder: Path) -> None:
    """No row is lost or doubled."""
    steps = [row["step"] for row in rows(folder)]
    assert steps == list(range(1, len(steps) + 1))
    progress = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
    assert progress["step"] == len(steps)


def processes_of(folder: Path) -> dict[int, str]:
    """Every process of the machine that has the run's folder in its environment or its words."""
    wanted, found = os.fsencode(folder), {}
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            words = (proc / "cmdline").read_bytes()
            if int(proc.name) != os.getpid() and wanted in (proc / "environ").read_bytes() + words:
                found[int(proc.name)] = words.replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found
