"""Runs as jobs of a real Slurm: queued, running, ended, stopped, cancelled, refused; and one of two nodes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import slurm_node
from run_stand_ins import ENDLESS, eventually, rows, see, spec, start, until_noted, until_running
from transformers_workbench.training import run_start, run_stop, slurm
from transformers_workbench.training.command import planned
from transformers_workbench.training.run_facts import read_facts
from transformers_workbench.training.run_folder import JOB, LOG
from transformers_workbench.training.run_notes import read_note
from transformers_workbench.training.slurm import Submitted
from transformers_workbench.training.spec import Slurm

HELD = Slurm(options=("--hold",))
RANKS = """
import os, sys
from accelerate import PartialState
state = PartialState(cpu=True)
with open(f"rank-{state.process_index}.txt", "w") as file:
    print(state.num_processes, state.device, os.environ["SLURM_NODEID"], sys.argv[1:], file=file)
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A Slurm of two nodes, which are both this machine."""
    if slurm_node.missing():
        pytest.skip("Slurm is not installed (apt-get install slurm-wlm munge)")
    with slurm_node.slurm_of_one_machine(2) as configuration:
        yield configuration


@pytest.fixture(autouse=True)
def of_the_cluster(cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_CONF", str(cluster))


def job_of(folder: Path) -> Submitted:
    note = eventually(lambda: read_note(folder / JOB))
    return Submitted(note["id"])


def release(folder: Path) -> None:
    subprocess.run(["scontrol", "release", job_of(folder).id], check=True)


def test_a_job_waits_runs_and_succeeds_in_the_folder_of_its_run(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, slurm=HELD))
    waits = slurm.state(job_of(folder))
    assert (waits.stage, waits.word, waits.reason) == ("queued", "PENDING", "JobHeldUser")
    assert see(folder).stands.state == "queued"
    release(folder)
    until_running(folder)
    stands = until_noted(folder).stands
    assert (stands.state, stands.code) == ("succeeded", 0)
    assert [row["step"] for row in rows(folder)] == [1, 2, 3, 4, 5]
    assert "step 5" in (folder / LOG).read_text(encoding="utf-8")
    over = eventually(lambda: told if (told := slurm.state(job_of(folder))).stage == "ended" else None)
    assert (over.word, over.code, over.signal) == ("COMPLETED", 0, None)


def test_a_running_job_is_seen_running_and_stops_with_a_checkpoint(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS, slurm=Slurm()))
    until_running(folder)
    assert slurm.state(job_of(folder)).stage == "running"
    assert see(folder).stands.state == "running"
    run_stop.stop(folder, "checkpoint")
    assert until_noted(folder).stands.state == "stopped"
    assert list((tmp_path / "out").glob("checkpoint-*"))


def test_a_job_that_waits_is_taken_out_of_the_queue(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, slurm=HELD))
    job = job_of(folder)
    run_stop.stop(folder, "checkpoint")
    assert until_noted(folder).stands.state == "stopped"
    assert slurm.state(job).word == "CANCELLED"
    assert not rows(folder)


def test_a_job_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)\n"
    folder = start(spec(tmp_path, deaf, slurm=Slurm()))
    eventually(lambda: (facts := read_facts(folder)) and facts.process)
    run_stop.stop(folder, "kill")
    assert until_noted(folder).stands.state == "stopped"


def test_a_job_that_somebody_else_cancels_has_failed_and_says_so(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS, slurm=Slurm()))
    until_running(folder)
    assert slurm.cancel(job_of(folder))
    stands = until_noted(folder).stands
    assert (stands.state, stands.cause) == ("failed", "terminated")


def test_a_script_that_fails_has_its_exit_code(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=("2", "0", "3"), slurm=Slurm()))
    stands = until_noted(folder).stands
    assert (stands.state, stands.code) == ("failed", 3)
    over = eventually(lambda: told if (told := slurm.state(job_of(folder))).stage == "ended" else None)
    assert (over.word, over.reason, over.code) == ("FAILED", "NonZeroExitCode", 3)


def test_a_job_that_slurm_does_not_take_says_why(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, slurm=Slurm(partition="nowhere")))
    stands = until_noted(folder).stands
    assert (stands.state, stands.cause) == ("failed", "slurm-refused")
    assert "Invalid partition" in stands.values["message"]


def test_a_token_reaches_the_script_and_no_file_of_the_run(tmp_path: Path) -> None:
    token = "a-token-that-is-nowhere-else"
    code = "import os\nprint(len(os.environ['HF_TOKEN']), os.environ['SLURM_JOB_ID'])\n"
    folder = start(spec(tmp_path, code, slurm=Slurm()), {"HF_TOKEN": token})
    assert until_noted(folder).stands.state == "succeeded"
    assert (folder / LOG).read_text(encoding="utf-8").split() == [str(len(token)), job_of(folder).id]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or token.encode() not in file.read_bytes(), file


def test_names_and_folders_are_words_and_not_shell(tmp_path: Path) -> None:
    odd = tmp_path / "a 'b' $(touch x) %j"
    odd.mkdir()
    folder = start(spec(odd, name="it's; $(touch y)", slurm=Slurm()))
    assert until_noted(folder).stands.state == "succeeded"
    assert [row["step"] for row in rows(folder)] == [1, 2, 3, 4, 5]


def test_processes_of_two_nodes_meet(
    tmp_path: Path, training_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    asked = spec(tmp_path, RANKS, arguments=("it's", "$HOME"), slurm=Slurm(nodes=2))
    plan = planned(asked, str(training_python), ())
    settings: dict[str, Any] = dict(plan.environment)
    prepared = run_start.Prepared(asked, plan.command, settings, str(training_python))
    folder = run_start.start(prepared, tmp_path / "runs", {}, again=False).folder
    stands = until_noted(folder).stands
    assert stands.state == "succeeded", (folder / LOG).read_text(encoding="utf-8")
    told = [(tmp_path / f"rank-{rank}.txt").read_text(encoding="utf-8").split(maxsplit=3) for rank in (0, 1)]
    words = "[\"it's\", '$HOME']\n"
    assert told == [["2", "cpu:0", "0", words], ["2", "cpu:0", "1", words]]


def test_a_job_that_the_cluster_knows_not_is_gone_and_without_slurm_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert slurm.available()
    assert slurm.state(Submitted("999999")).stage == "gone"
    assert not slurm.cancel(Submitted("nonsense"))
    monkeypatch.setenv("PATH", "/nowhere")
    assert not slurm.available()
    assert slurm.state(Submitted("1"), {"PATH": "/nowhere"}).stage == "unknown"
