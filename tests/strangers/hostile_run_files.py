"""Files of runs that are links, pipes, endless or meant for a terminal."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from hostile_repositories import Built, Canary, Trigger, hostile, link, nested, pipe, write, write_json
from hostile_runs import FILES, LOCKS, MARKUP, RUNS, add_own_keeper, add_run, spec_of


def linked_notes(folder: Path, target: str) -> None:
    """Runs each of whose files, in turn and all together, leads to ``target``."""
    for name in FILES:
        run = add_run(folder, spec_of(folder), f"one-{name}")
        (run / name).unlink(missing_ok=True)
        link(run / name, target)
    for name in FILES:
        link(folder / RUNS / "all" / name, target)


@hostile("files of a run lead to the standard input: that is the editor's line to the server")
def run_of_standard_input(folder: Path, canary: Canary) -> Built:
    linked_notes(folder, "/dev/stdin")
    return Built()


@hostile("files of a run lead to a device that has no end")
def run_of_zeros(folder: Path, canary: Canary) -> Built:
    linked_notes(folder, "/dev/zero")
    return Built()


@hostile("files of a run are pipes that nobody writes to")
def run_of_pipes(folder: Path, canary: Canary) -> Built:
    for name in (*FILES, *LOCKS):
        run = add_run(folder, spec_of(folder), f"one-{name}")
        (run / name).unlink(missing_ok=True)
        pipe(run / name)
    for name in (*FILES, *LOCKS):
        pipe(folder / RUNS / "all" / name)
    pipe(folder / RUNS / "failing" / "failures" / "1.json")
    write_json(folder / RUNS / "failing" / "spec.json", spec_of(folder))
    pipe(folder / RUNS / "starting.lock")
    return Built()


@hostile("runs and the folder of all runs are links out of the repository")
def run_behind_a_link(folder: Path, canary: Canary) -> Built:
    elsewhere = canary.folder / "elsewhere"
    command = [sys.executable, "-c", canary.python("command")]
    run = add_run(elsewhere, spec_of(elsewhere, command))
    link(folder / RUNS / "away", run)
    link(folder / "nested" / ".transformers-workbench", elsewhere / ".transformers-workbench")
    secret = add_run(folder, spec_of(folder), "secret")
    for name in ("log.txt", "supervisor.txt", "metrics.jsonl"):
        link(secret / name, canary.secret)
    return Built((*add_own_keeper(run, canary), Trigger("command", tuple(command), folder)))


@hostile("metrics of a run have no numbers, a row without end, and every kind of damage")
def run_with_endless_metrics(folder: Path, canary: Canary) -> Built:
    rows = [
        '{"step": NaN, "loss": NaN}',
        '{"step": 1e308, "loss": -1e308, "epoch": 1e999}',
        '{"step": ' + "9" * 5000 + "}",
        '{"step": 1, "loss": "Infinity", "learning_rate": "NaN", "grad_norm": "-Infinity"}',
        '{"step": 2, ' + ", ".join(f'"metric {number}": {number}' for number in range(20_000)) + "}",
        '{"step": 3, "' + "x" * 2_000_000 + '": 1}',
        nested(50_000),
        '{"step": -1, "loss": 1}\x00\x00',
        "}" * 1000,
    ]
    run = add_run(folder, spec_of(folder))
    write(run / "metrics.jsonl", "\n".join(rows * 3) + "\n" + '{"step": 4, "loss": ' + "1" * 3_000_000)
    return Built()


@hostile("what a run printed steers the terminal and hides what it says")
def run_that_steers_the_terminal(folder: Path, canary: Canary) -> Built:
    lines = [
        "\x1b]0;owned\x07\x1b[2J\x1b[H\x1b]52;c;cm0gLXJmIH4K\x07\x1bP+q544e\x1b\\\x1b[21t\x1b[6n",
        "\x1b]8;;command:workbench.action.quit\x07click\x1b]8;;\x07",
        "\u202ednim reven\u202c \u2066a\u2069 \u200b\ufeff\x00\x08\x7f\x9b31m",
        'Traceback (most recent call last):\n  File "\x1b[31m\u202e", line 1\nValueError: ' + MARKUP,
        "{'loss': 1.0, 'epoch': \x1b[2K}\r" * 2000,
        "{'loss': " * 50_000,
    ]
    run = add_run(
        folder,
        spec_of(folder),
        exit={"attempt": 1, "code": 1, "signal": None, "time": time.time()},
        outcome={
            "attempt": 1,
            "state": "failed",
            "code": 1,
            "cause": "python-error",
            "values": {},
            "ended": 1.0,
        },
    )
    write(run / "log.txt", "\n".join(lines))
    write(folder / "console.log", "\n".join(lines))
    return Built()


@hostile("a run says that its outputs lie in the system's own folders")
def run_with_outputs_elsewhere(folder: Path, canary: Canary) -> Built:
    for name, place in (("dev", "/dev"), ("proc", "/proc"), ("root", "/"), ("pipe", str(pipe(folder / "p")))):
        trainer = {"attempt": 1, "output_dir": place, "logging_dir": place, "class": "Trainer"}
        add_run(folder, spec_of(folder), name, trainer=trainer)
    return Built()
