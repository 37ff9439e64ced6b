"""Real ends of real scripts, and what is said of them. Only what cannot happen here is given as text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub, new_token
from agents import use_hub
from injected_runs import TINY, ScriptRun, said_in
from small_disk import words_for_a_small_disk
from transformers_workbench.auth.access_words import access_words
from transformers_workbench.training.exit_causes import Cause, cause_of
from transformers_workbench.training.exit_evidence import EndFacts, Failure, failures_of
from transformers_workbench.training.exit_facts import end_facts, oom_kills
from transformers_workbench.training.exit_words import cause_words
from transformers_workbench.wording import ENGLISH

PYTHON = Path(sys.executable)


def ended(run: ScriptRun, process: subprocess.Popen[str], **more: Any) -> Cause:
    said, _ = process.communicate(timeout=240)
    (run.folder / "log.txt").write_text(said, encoding="utf-8")
    return cause_of(end_facts(run.folder, 1, process.returncode, **more))


def cause(tmp_path: Path, script: str, python: Path = PYTHON, **more: Any) -> Cause:
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
        (
            "import sklearn_is_not_there.metrics",
            "missing-package",
            {"module": "sklearn_is_not_there", "requirement": ""},
        ),
        ("import cv2", "missing-package", {"module": "cv2", "requirement": "opencv-python-headless"}),
        (
            "raise ImportError('It needs more: pip install --upgrade someone-elses')",
            "crash",
            {"error": "ImportError: It needs more: pip install --upgrade someone-elses"},
        ),
        (
            "raise ImportError('Using LoRA requires the peft library but it was not found')",
            "missing-package",
            {"module": "peft", "requirement": "peft"},
        ),
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
    assert found == Cause("wrong-argument", {"arguments": "--rate=1"})


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


FULL = """
import os
folder = os.environ["TRANSFORMERS_WORKBENCH_RUN"]
with open(os.path.join(folder, "model.bin"), "wb") as file:
    file.write(bytes(10**6))
"""


def test_a_full_disk_is_told_though_the_run_writes_to_it(tmp_path: Path) -> None:
    run = ScriptRun(tmp_path, PYTHON, FULL)
    disk = words_for_a_small_disk(run.folder, "64k")
    assert ended(run, run.start(*disk, str(PYTHON))).kind == "disk-full"
    # torch's own writer says something else.
    torch = Failure(
        "builtins.RuntimeError", "[enforce fail at inline_container.cc:672] . unexpected pos 704 vs 598"
    )
    assert cause_of(EndFacts(1, failures=(torch,), free_disk=4096)).kind == "disk-full"
    assert cause_of(EndFacts(1, failures=(torch,), free_disk=2**34)).kind == "crash"


# Each in a child of one process, which imports torch once. They may well fail at once.
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
children = {}
for name, case in CASES.items():
    children[name] = os.fork()
    if children[name] == 0:
        case()
        os._exit(0)
codes = {name: [child, os.waitpid(child, 0)[1] >> 8] for name, child in children.items()}
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
