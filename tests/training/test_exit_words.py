"""What is concluded from what is known of an end, and how it is said, without anything that runs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from transformers_workbench.training.exit_causes import Cause, cause_of
from transformers_workbench.training.exit_evidence import EndFacts, Failure, failures_of
from transformers_workbench.training.exit_words import cause_words
from transformers_workbench.wording import ENGLISH, wording_for


def test_a_stop_is_a_stop_however_the_process_took_it() -> None:
    for code, signal in ((0, None), (None, 15), (None, 9), (1, None), (143, None)):
        assert cause_of(EndFacts(code, signal, stopped=True)) == Cause("stopped")
    full = Failure("builtins.OSError", "[Errno 28] No space left on device: 'out/x'", errno=28)
    assert cause_of(EndFacts(1, failures=(full,), stopped=True)).kind == "disk-full"


def test_a_machine_that_went_down_is_no_crash() -> None:
    assert cause_of(EndFacts(None, reboot=True)) == Cause("reboot")
    assert cause_of(EndFacts(None)) == Cause("unknown")


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


@pytest.mark.parametrize("kind", sorted({one.kind for one in KINDS} | {"gated", "no-such-cause"}))
def test_a_damaged_note_has_no_words_rather_than_wrong_ones(kind: str) -> None:
    damaged: list[dict[str, Any]] = [
        {},
        {"access": None},
        {"access": {"state": "no-token"}},
        {"step": [], "code": None},
    ]
    for values in damaged:
        message, advice = cause_words(Cause(kind, values), ENGLISH)
        assert isinstance(message, str)
        assert bool(message) == bool(advice)


def test_an_interruption_is_no_crash() -> None:
    log = 'Traceback (most recent call last):\n  File "x.py", line 1, in <module>\nKeyboardInterrupt\n'
    assert cause_of(EndFacts(None, 2, log_tail=log)).kind == "interrupted"
    assert cause_of(EndFacts(None, 2, log_tail=log, stopped=True)).kind == "stopped"
