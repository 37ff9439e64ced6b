"""Folders of training runs that came with the repository: none was started here."""

from __future__ import annotations

import platform
import sys
import time
from pathlib import Path
from typing import Any

from hostile_repositories import Built, Canary, Trigger, hostile, nested, write, write_json

RUNS = Path(".transformers-workbench") / "runs"
NOTES = (
    "spec.json",
    "attempt.json",
    "environment.json",
    "process.json",
    "exit.json",
    "supervisor.json",
    "outcome.json",
    "stop.json",
    "job.json",
    "progress.json",
    "trainer.json",
    "findings.json",
)
FILES = (*NOTES, "log.txt", "metrics.jsonl", "metrics.superseded.jsonl", "devices.jsonl", "supervisor.txt")
LOCKS = ("change.lock", "supervisor.lock", "keeper.lock")
MARKUP = (
    "[click](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%5Cr%22%7D) "
    "<img src=x onerror=alert(1)> <script>alert(1)</script> $(sync~spin) `${7*7}` \x1b]8;;file:///etc\x07link"
)


def spec_of(folder: Path, command: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """What ``spec.json`` says of a run of this machine that was started a moment ago."""
    script = write(folder / "train.py", "print('harmless')\n")
    return {
        "version": 1,
        "name": "x",
        "created": time.time(),
        "host": platform.node(),
        "python": sys.executable,
        "command": command or [sys.executable, "-c", "pass"],
        "working_directory": str(folder),
        "environment": {},
        "devices": ["cpu"],
        "slurm": None,
        "spec": {
            "script": str(script),
            "workspace": str(folder),
            "working_directory": str(folder),
            "name": "x",
        },
        "fingerprint": "0" * 64,
        **changes,
    }


def add_run(folder: Path, spec: dict[str, Any], name: str = "x", **notes: Any) -> Path:
    """A run's folder as a supervisor of this machine left it: it waits to be adopted."""
    run = folder / RUNS / name
    write_json(run / "spec.json", spec)
    asked = {"attempt": 1, "resume": False, "time": time.time() - 3600, "host": platform.node()}
    write_json(run / "attempt.json", asked)
    for note, value in notes.items():
        write_json(run / f"{note}.json", value)
    return run


def add_own_keeper(run: Path, canary: Canary) -> tuple[Trigger, ...]:
    """Files of the names of ours that are executed in a run's folder."""
    for name in ("keeper.py", "process_identity.py", "supervisor.py", "__main__.py"):
        write(run / name, f"{canary.python(name)}\n")
    write(run / "injected" / "sitecustomize.py", f"{canary.python('injected')}\n")
    return (
        Trigger("keeper.py", (sys.executable, "-I", "-S", str(run / "keeper.py"), str(run), "1"), run),
        Trigger("process_identity.py", (sys.executable, str(run / "process_identity.py")), run),
        Trigger("injected", (sys.executable, "-c", ""), run, {"PYTHONPATH": str(run / "injected")}),
    )


@hostile("an unfinished run with a keeper of its own waits to be adopted")
def run_with_its_own_keeper(folder: Path, canary: Canary) -> Built:
    command = [sys.executable, "-c", canary.python("command")]
    run = add_run(folder, spec_of(folder, command))
    return Built((*add_own_keeper(run, canary), Trigger("command", tuple(command), folder)))


@hostile("a run's interpreter is a program of the repository")
def run_that_names_a_python(folder: Path, canary: Canary) -> Built:
    python = canary.script(folder / "bin" / "python", "python")
    run = add_run(folder, spec_of(folder, python=str(python)), "interpreter")
    command = [str(python), "train.py"]
    add_run(folder, spec_of(folder, command, working_directory=str(folder / "bin")), "program")
    return Built((Trigger("python", (str(python), "-c", "pass"), run),))


@hostile("a run claims that a process of the user's is its script, and that somebody asked to kill it")
def run_that_names_a_victim(folder: Path, canary: Canary) -> Built:
    pid, told = canary.victim()
    process = {
        "attempt": 1,
        "pid": pid,
        "identity": told,
        "keeper_pid": pid,
        "keeper_identity": told,
        "host": platform.node(),
        "started": time.time() - 600,
    }
    for level in ("checkpoint", "terminate", "kill"):
        stop = {"attempt": 1, "level": level, "time": time.time() - 3600, "first": time.time() - 3600}
        add_run(folder, spec_of(folder), level, process=process, stop=stop)
    supervisor = {"pid": pid, "identity": told, "host": platform.node(), "time": time.time(), "attempt": 1}
    add_run(folder, spec_of(folder), "supervised", process=process, supervisor=supervisor)
    add_run(folder, spec_of(folder), "asked-for-nothing", process=process)
    return Built()


@hostile("a run that was stopped offers to be resumed, with a whole checkpoint and a keeper of its own")
def run_to_be_resumed(folder: Path, canary: Canary) -> Built:
    command = [sys.executable, "-c", canary.python("command")]
    out = folder / "out"
    write_json(out / "checkpoint-5" / "trainer_state.json", {"global_step": 5, "log_history": []})
    (out / "checkpoint-5" / "model.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    run = add_run(
        folder,
        spec_of(folder, command),
        "ended",
        process={"attempt": 1, "pid": 2**22 + 5, "identity": "x", "host": platform.node(), "started": 1.0},
        exit={"attempt": 1, "code": 0, "signal": None, "time": time.time() - 60},
        outcome={
            "attempt": 1,
            "state": "stopped",
            "code": 0,
            "cause": "",
            "values": {},
            "ended": time.time(),
        },
        trainer={"attempt": 1, "output_dir": str(out), "logging_dir": "", "class": "Trainer"},
    )
    return Built((*add_own_keeper(run, canary), Trigger("command", tuple(command), folder)))


@hostile("a run of Slurm's names the job of somebody else, and a stop")
def run_that_cancels_a_job(folder: Path, canary: Canary) -> Built:
    programs = canary.folder / "bin"
    for name in ("scancel", "squeue", "sacct", "scontrol", "sbatch"):
        canary.script(programs / name, name)
    slurm = {"nodes": 1, "gpus_per_node": 0, "time": "", "partition": "", "account": "", "options": []}
    stop = {"attempt": 1, "level": "kill", "time": time.time() - 3600}
    job = {"attempt": 1, "id": "4711", "cluster": ""}
    add_run(folder, spec_of(folder, slurm=slurm), job=job, stop=stop)
    return Built(
        tuple(
            Trigger(name, (str(programs / name), "4711"), folder) for name in ("scancel", "squeue", "sbatch")
        ),
        {"PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin"},
    )


@hostile("notes of runs hold wrong types, numbers without end and nothing but depth")
def run_with_crafted_notes(folder: Path, canary: Canary) -> Built:
    whole = spec_of(folder)
    crafted = {
        "number": "1" + "0" * 400,
        "real": "1e400",
        "negative": "-" + "9" * 5000,
        "depth": nested(200_000),
        "lists": "[[], {}, null, true]",
        "text": '"\\ud800\\u202e"',
        "wide": '{"attempt": ' + "9" * 4000 + "}",
        "types": '{"attempt": 1, "pid": {}, "identity": [], "host": 3, "state": [], "cause": {},'
        ' "values": [1], "ended": "x", "time": {}, "step": "1", "total": -1, "epoch": [], "class": 1,'
        ' "arguments": [],'
        ' "findings": {"a": 1}, "known": [], "level": {}, "id": {}}',
    }
    for label, text in crafted.items():
        run = add_run(folder, whole, label)
        for name in NOTES[1:]:
            write(run / name, text)
        write(run / "failures" / "1.json", text)
        write(run / "metrics.jsonl", f"{text}\n" * 3)
    for key in whole:
        for label, value in (("list", [[]]), ("number", 10**400), ("text", MARKUP)):
            if (key, label) != ("version", "text"):
                write_json(folder / RUNS / f"spec-{key}-{label}" / "spec.json", {**whole, key: value})
    return Built()


@hostile("causes, findings, names and metrics of a run hold markup and links to commands")
def run_with_markup(folder: Path, canary: Canary) -> Built:
    words = dict.fromkeys(("en", "ja"), MARKUP)
    finding = {
        "rule": MARKUP,
        "severity": "error",
        "first_step": 1,
        "last_step": 2,
        "message": words,
        "advice": words,
        "causes": {"en": [MARKUP], "ja": [MARKUP]},
        "argument": {"name": MARKUP, "value": MARKUP, "suggested": MARKUP},
    }
    spec = spec_of(folder, ["python", MARKUP], name=MARKUP, devices=[MARKUP], host=MARKUP)
    run = add_run(
        folder,
        spec,
        "markup",
        outcome={
            "attempt": 1,
            "state": "failed",
            "code": 1,
            "cause": "out-of-memory-cuda",
            "values": {"message": MARKUP, "device": MARKUP, "name": MARKUP},
            "ended": time.time(),
        },
        exit={"attempt": 1, "code": 1, "signal": None, "time": time.time()},
        findings={"attempt": 1, "time": time.time(), "rows": 2, "findings": [finding], "known": {MARKUP: 1}},
        trainer={
            "attempt": 1,
            "output_dir": MARKUP,
            "logging_dir": MARKUP,
            "class": MARKUP,
            "arguments": {MARKUP: MARKUP},
            "model": {"class": MARKUP, "peft_type": MARKUP},
        },
        environment={"attempt": "1", MARKUP: MARKUP},
    )
    write_json(run / "metrics.jsonl", {"step": 1, "loss": 1.0, MARKUP: 2.0})
    failure = {"type": MARKUP, "message": MARKUP, "traceback": MARKUP, "rank": 0, "time": 1, "attempt": 1}
    write_json(run / "failures" / "1.json", failure)
    return Built()
