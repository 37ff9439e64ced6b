"""Real ends of real scripts, and what is said of them. Only what cannot happen here is given as text."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub, new_token
from agents import use_hub
from injected_runs import TINY, ScriptRun, on_a_small_disk, said_in
from transformers_workbench.auth.access_words import access_words
from transformers_workbench.training.exit_causes import Cause, cause_of
from transformers_workbench.training.exit_evidence import EndFacts, Failure, failures_of
from transformers_workbench.training.exit_facts import end_facts, oom_kills
from transformers_workbench.training.exit_words import cause_words
from transformers_workbench.wording import ENGLISH, wording_for

PYTHON = Path(sys.executable)


def ended(run: ScriptRun, process: subprocess.Popen[str], **more: Any) -> Cause:
    said, _ = process.communicate(timeout=240)
    (run.folder / "log.txt").write_text(said, encoding="utf-8")
    return cause_of(end_facts(run.folder, 1, process.returncode, **more))


def cause(tmp_path: Path, script: str, python: Path = PYTHON, **more: str) -> Cause:
    """Of a script, which must come to the same without the notes of its processes: from its log alone."""
    run = ScriptRun(tmp_path, python, script)
    found = ended(run, run.start(**more))
    for note in (run.folder / "failures").glob("*"):
        note.unlink()
    return_code = 0 if not found.kind else 1
    by_log = cause_of(end_facts(run.folder, 1, return_code))
    assert by_log.kind == found.kind
    return found


MEMORY = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))\nb'x' * 2**30"


@pytest.mark.parametrize(
    ("script", "kind", "values"),
    [
        ("print('fine')", "", {}),
        ("import sklearn_is_not_there.metrics", "missing-package", {"requirement": "sklearn-is-not-there"}),
        ("import cv2", "missing-package", {"module": "cv2", "requirement": "opencv-python"}),
        ("open('data/train.jsonl')", "missing-file", {"path": "data/train.jsonl"}),
        ("x = 1\ndef f(:\n    pass", "syntax-error", {"line": 2}),
        (
            "def train(rate): ...\ntrain(learning=1)",
            "wrong-argument",
            {"callable": "train", "argument": "learning"},
        ),
        ("raise ValueError('the labels\\nare wrong')", "crash", {"error": "ValueError: the labels"}),
        pytest.param(
            MEMORY,
            "out-of-memory-host",
            {},
            marks=pytest.mark.skipif(sys.platform == "win32", reason="rlimit"),
        ),
    ],
)
def test_an_error_of_python_is_told_by_what_it_means(
    tmp_path: Path, script: str, kind: str, values: dict[str, Any]
) -> None:
    found = cause(tmp_path, script)
    assert found.kind == kind
    assert values.items() <= found.values.items()


def test_arguments_that_the_script_does_not_take_are_named(tmp_path: Path) -> None:
    script = "import argparse, sys\nsys.argv.append('--rate=1')\nargparse.ArgumentParser().parse_args()"
    run = ScriptRun(tmp_path, PYTHON, script)
    found = ended(run, run.start())
    assert found == Cause("wrong-argument", {"arguments": "unrecognized arguments: --rate=1"})


def test_a_script_that_gives_up_by_itself_is_quoted(tmp_path: Path) -> None:
    run = ScriptRun(tmp_path, PYTHON, "import sys\nsys.exit('no rows to train on')")
    assert ended(run, run.start()) == Cause("exit-code", {"code": 1, "line": "no rows to train on"})


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
@pytest.mark.parametrize(
    ("number", "kills", "kind"),
    [
        (9, 0, "killed"),
        (9, None, "killed"),
        (9, 1, "out-of-memory-host"),
        (15, 0, "terminated"),
        (2, 0, "interrupted"),
        (11, 0, "signal"),
    ],
)
def test_a_signal_tells_who_may_have_sent_it(
    tmp_path: Path, number: int, kills: int | None, kind: str
) -> None:
    script = f"import os, signal\nsignal.signal(2, signal.SIG_DFL)\nos.kill(os.getpid(), {number})"
    run = ScriptRun(tmp_path, PYTHON, script)
    process = run.start()
    process.wait(timeout=60)
    counted = oom_kills()
    before = None if kills is None or counted is None else counted - kills
    if kills and counted is None:
        pytest.skip("this kernel does not count")
    assert ended(run, process, oom_kills_before=before).kind == kind


def test_a_stop_is_a_stop_however_the_process_took_it() -> None:
    for code, signal in ((0, None), (None, 15), (None, 9), (1, None), (143, None)):
        assert cause_of(EndFacts(code, signal, stopped=True)) == Cause("stopped")
    full = Failure("builtins.OSError", "[Errno 28] No space left on device: 'out/x'", errno=28)
    assert cause_of(EndFacts(1, failures=(full,), stopped=True)).kind == "disk-full"


def test_a_machine_that_went_down_is_no_crash() -> None:
    assert cause_of(EndFacts(None, reboot=True)) == Cause("reboot")
    assert cause_of(EndFacts(None)) == Cause("unknown")


FULL = """
import os
folder = os.environ["TRANSFORMERS_WORKBENCH_RUN"]
with open(os.path.join(folder, "model.bin"), "wb") as file:
    file.write(bytes(10**6))
"""


def test_a_full_disk_is_told_though_the_run_writes_to_it(tmp_path: Path) -> None:
    run = ScriptRun(tmp_path, PYTHON, FULL)
    disk = on_a_small_disk(run.folder, "64k")
    if disk is None:
        pytest.skip("no small disk can be mounted here")
    assert ended(run, run.start(*disk, str(PYTHON))).kind == "disk-full"
    # torch's own writer says something else.
    torch = Failure(
        "builtins.RuntimeError", "[enforce fail at inline_container.cc:672] . unexpected pos 704 vs 598"
    )
    assert cause_of(EndFacts(1, failures=(torch,), free_disk=4096)).kind == "disk-full"
    assert cause_of(EndFacts(1, failures=(torch,), free_disk=2**34)).kind == "crash"


# Each in a child of one process, which imports torch once.
FAILING = (
    TINY
    + """
import socket
from safetensors.torch import save_file

def taken():
    server = socket.create_server(("127.0.0.1", 0))
    port = str(server.getsockname()[1])
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=port, RANK="0", WORLD_SIZE="1")
    torch.distributed.init_process_group("gloo")

def diverge():
    class Strict(TrainerCallback):
        def on_log(self, args, state, control, logs, **kwargs):
            if state.global_step == 4:
                raise RuntimeError("it does not learn")
    trainer(callbacks=[Strict()], learning_rate=1e30, max_grad_norm=0).train()

CASES = {
    "out-of-memory-host": lambda: torch.empty(10**15),
    "cuda-driver": lambda: torch.zeros(1).cuda(),
    "port-taken": taken,
    "wrong-argument": lambda: TrainingArguments("out", evaluation_strategy="steps"),
    "nan-loss": diverge,
}
codes = {}
for name, case in CASES.items():
    child = os.fork()
    if child == 0:
        case()
        os._exit(0)
    codes[name] = [child, os.waitpid(child, 0)[1] >> 8]
print()
print(json.dumps(codes))
"""
)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_errors_of_torch_and_the_trainer_are_told_by_what_they_mean(
    tmp_path: Path, training_python: Path
) -> None:
    run = ScriptRun(tmp_path, training_python, FAILING)
    codes = said_in(run.run())
    found = {}
    for name, (pid, code) in codes.items():
        note = json.loads((run.folder / "failures" / f"{pid}.json").read_text(encoding="utf-8"))
        alone = tmp_path / name
        (alone / "failures").mkdir(parents=True)
        (alone / "failures" / "1.json").write_text(json.dumps(note), encoding="utf-8")
        rows = run.rows() if name == "nan-loss" else []
        found[name] = cause_of(EndFacts(code, failures=failures_of(alone, 1), last_rows=tuple(rows)))
    assert [found[name].kind for name in codes] == list(codes)
    assert found["out-of-memory-host"].values["bytes"] == "4000000000000000"
    assert found["wrong-argument"].values["argument"] == "evaluation_strategy"
    assert int(found["port-taken"].values["port"]) > 0
    assert found["nan-loss"].values["step"] == 2


TWO = """
import os, sys, time
import torch.distributed as distributed
distributed.init_process_group("gloo")
import torch
distributed.all_reduce(torch.zeros(1))
if os.environ["RANK"] == "1":
    WAY
distributed.all_reduce(torch.zeros(1))
"""


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("raise KeyError('labels')", "crash"),
        ("os.kill(os.getpid(), 9)", "killed"),
        ("import flash_attn_is_not_there", "missing-package"),
    ],
)
def test_of_several_processes_the_one_that_failed_first_counts(
    tmp_path: Path, training_python: Path, way: str, kind: str
) -> None:
    run = ScriptRun(tmp_path, training_python, TWO.replace("WAY", way))
    launch = [str(training_python), "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    process = run.start(
        *launch, "--master-port", "0", "--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0"
    )
    found = ended(run, process)
    assert found.kind == kind, (run.folder / "log.txt").read_text(encoding="utf-8")
    if kind == "crash":
        assert found.values["error"] == "KeyError: 'labels'"


def test_a_loss_that_is_no_number_at_the_end_is_told_also_of_a_run_that_ended_well() -> None:
    good = {"step": 1, "loss": 0.5}
    rows = (
        good,
        {"step": 2, "loss": "NaN"},
        {"step": 3, "loss": "Infinity"},
        {"step": 3, "train_loss": "NaN"},
    )
    assert cause_of(EndFacts(0, last_rows=rows)) == Cause("nan-loss", {"step": 2})
    hidden = ({"step": 1, "loss": 0.0, "nonfinite_loss_steps": 1}, {"step": 2, "loss": 0.5})
    assert cause_of(EndFacts(0, last_rows=hidden)) == Cause("")
    assert cause_of(EndFacts(0, last_rows=hidden[:1])) == Cause("nan-loss", {"step": 1})


# Formats of torch's c10/cuda/CUDACachingAllocator.cpp (since 2.1, and before) and aten's MPSAllocator.mm:
# there is no such device here.
OUT_OF_MEMORY = [
    (
        "torch.OutOfMemoryError",
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 1 has a total capacity of 23.64 GiB of which "
        "1.31 GiB "
        "is free. Including non-PyTorch memory, this process has 22.32 GiB memory in use. Of the allocated "
        "memory "
        "21.50 GiB is allocated by PyTorch, and 375.20 MiB is reserved by PyTorch but unallocated.",
        "out-of-memory-cuda",
        {"tried": "2.00 GiB", "total": "23.64 GiB", "free": "1.31 GiB", "device": "1"},
    ),
    (
        "torch.cuda.OutOfMemoryError",
        "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 7.79 GiB total capacity; 6.00 GiB already "
        "allocated; 15.00 MiB free; 6.10 GiB reserved in total by PyTorch)",
        "out-of-memory-cuda",
        {"tried": "20.00 MiB", "total": "7.79 GiB", "free": "15.00 MiB", "device": "0"},
    ),
    (
        "RuntimeError",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "out-of-memory-cuda",
        {},
    ),
    (
        "RuntimeError",
        "MPS backend out of memory (MPS allocated: 17.50 GB, other allocations: 512.00 MB, max allowed: "
        "18.13 GB). "
        "Tried to allocate 1.00 GB on private pool. Use PYTORCH_MPS_HIGH_WATERMARK_RATIO=0.0 to disable "
        "upper limit",
        "out-of-memory-mps",
        {"total": "18.13 GB", "tried": "1.00 GB"},
    ),
    (
        "RuntimeError",
        "DataLoader worker (pid 4711) is killed by signal: Killed. ",
        "out-of-memory-host",
        {},
    ),
    (
        "RuntimeError",
        "DataLoader worker (pid 4711) is killed by signal: Bus error. It is possible that dataloader's "
        "workers are "
        "out of shared memory. Please try to raise your shared memory limit.",
        "shared-memory",
        {},
    ),
    (
        "RuntimeError",
        "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a "
        "driver from "
        "http://www.nvidia.com/Download/index.aspx",
        "cuda-driver",
        {},
    ),
    (
        "torch.AcceleratorError",
        "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported",
        "cuda-fault",
        {},
    ),
]


@pytest.mark.parametrize(("error", "message", "kind", "values"), OUT_OF_MEMORY)
def test_errors_of_devices_are_read_as_torch_writes_them(
    error: str, message: str, kind: str, values: dict[str, str]
) -> None:
    noted = cause_of(EndFacts(1, failures=(Failure(error, message),)))
    assert (noted.kind, noted.values) == (kind, values)
    log = f'Traceback (most recent call last):\n  File "x.py", line 1, in <module>\n{error}: {message}'
    told = cause_of(EndFacts(1, log_tail="[rank0]: " + log.replace("\n", "\n[rank0]: ")))
    assert (told.kind, told.values) == (kind, values)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (
            "slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-24T10:00:00 DUE TO TIME LIMIT ***",
            "time-limit",
        ),
        (
            "slurmstepd: error: *** STEP 7.0 ON n1 CANCELLED AT 2026-11-24T10:00:00 DUE TO PREEMPTION ***",
            "preempted",
        ),
        ("slurmstepd: error: Detected 1 oom_kill event in StepId=7.0.", "out-of-memory-host"),
    ],
)
def test_slurm_says_why_it_ended_a_job(line: str, kind: str) -> None:
    assert cause_of(EndFacts(None, 15, log_tail=f"step 3\n{line}\n")).kind == kind


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountHub]:
    with AccountHub() as hub:
        use_hub(monkeypatch, hub.url, tmp_path / "home")
        hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
        yield hub


CONFIG = "from transformers import AutoConfig\nAutoConfig.from_pretrained('org/gated')"


def test_what_the_hub_refuses_is_said_as_the_account_says_it(tmp_path: Path, hub: AccountHub) -> None:
    nobody = cause(tmp_path / "1", CONFIG)
    reader = cause(tmp_path / "2", CONFIG, HF_TOKEN=hub.sign_up("ada"))
    unknown = cause(tmp_path / "3", CONFIG, HF_TOKEN=new_token())
    assert [one.kind for one in (nobody, reader, unknown)] == ["missing-token", "gated", "invalid-token"]
    message, advice = cause_words(nobody, ENGLISH)
    assert message == access_words(nobody.values["access"], ENGLISH)
    assert "org/gated is gated and no token is in use" in message
    assert advice == "Then start it again, or resume it."


KINDS = [
    Cause("stopped"),
    Cause("out-of-memory-cuda"),
    Cause("out-of-memory-cuda", {"tried": "1 GiB", "total": "8 GiB"}),
    Cause("out-of-memory-mps"),
    Cause("out-of-memory-host"),
    Cause("shared-memory"),
    Cause("killed", {"signal": "SIGKILL"}),
    Cause("nan-loss"),
    Cause("nan-loss", {"step": 3}),
    Cause("missing-package", {"module": "x", "requirement": "x"}),
    Cause("disk-full"),
    Cause("missing-file", {"error": "FileNotFoundError"}),
    Cause("not-allowed", {"path": "x"}),
    Cause("wrong-argument", {"callable": "f", "argument": "a"}),
    Cause("wrong-argument", {"arguments": "--x"}),
    Cause("port-taken"),
    Cause("cuda-driver"),
    Cause("cuda-fault"),
    Cause("terminated", {"signal": "SIGTERM"}),
    Cause("interrupted", {"signal": "SIGINT"}),
    Cause("signal", {"signal": "SIGSEGV"}),
    Cause("crash-at-exit", {"signal": "SIGABRT"}),
    Cause("syntax-error", {"path": "x.py", "line": 3, "error": "SyntaxError: {braces}"}),
    Cause("reboot"),
    Cause("time-limit"),
    Cause("preempted"),
    Cause("lost-process", {"error": "ChildFailedError"}),
    Cause("exit-code", {"code": 3, "line": "{x}"}),
    Cause("crash", {"error": "KeyError: '{x}'"}),
    Cause("unknown"),
]


@pytest.mark.parametrize("one", KINDS, ids=lambda one: one.kind)
def test_every_cause_has_words_and_a_next_step_in_both_languages(one: Cause) -> None:
    for say in (ENGLISH, wording_for("ja")):
        message, advice = cause_words(one, say)
        assert message
        assert advice
    assert cause_words(one, ENGLISH) != cause_words(one, wording_for("ja"))


def test_every_word_is_read_back_from_a_note_as_it_was_written() -> None:
    for one in KINDS:
        assert Cause(one.kind, json.loads(json.dumps(one.values))) == one


def test_a_huge_or_damaged_log_is_read_in_no_time(tmp_path: Path) -> None:
    hostile = (
        "[rank0]: " * 10_000
        + "\nTraceback (most recent call last):\n" * 5_000
        + "Error: " * 100_000
        + "\x00\x1b["
    )
    begun = time.monotonic()
    cause_of(EndFacts(1, log_tail=hostile))
    assert time.monotonic() - begun < 60
    folder = tmp_path / "failures"
    folder.mkdir()
    for number, text in enumerate(
        ["", "[]", "{}", '{"type": 3, "time": "x"}', "[" * 100_000, '{"type": "E"']
    ):
        (folder / f"{number}.json").write_text(text, encoding="utf-8")
    assert failures_of(tmp_path, 1) == ()
