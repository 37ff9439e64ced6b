"""Devices as a person reads and takes them. NVML is answered by a stand-in; all the rest is real."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from transformers_workbench.training import devices_machine
from transformers_workbench.training.devices import Found
from transformers_workbench.training.devices_probe import find
from transformers_workbench.training.devices_words import described, note
from transformers_workbench.wording import ENGLISH, wording_for

GB = 2**30
STAND_IN = Path(__file__).with_name("nvml_stand_in") / "pynvml.py"
Gpu = dict[str, Any]
Machine = Callable[..., Path]


def gpu(number: int = 0, *, total: float = 80, used: float = 0.4, **more: Any) -> Gpu:
    """An H100, as NVML has it: 79.6 GB of the 80 on the box, a little of it the driver's."""
    return {
        "name": "NVIDIA H100 80GB HBM3",
        "uuid": f"GPU-{number:08d}-aaaa",
        "memory": [int((total - 0.4) * GB), int(used * GB)],
        "load": 0,
        "computing": [],
        "parts": [],
        **more,
    }


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    def make(*gpus: Gpu, **more: Any) -> Path:
        folder = tmp_path / "nvml"
        folder.mkdir(exist_ok=True)
        (folder / "pynvml.py").write_bytes(STAND_IN.read_bytes())
        (folder / "machine.json").write_text(json.dumps({"gpus": gpus, **more}), encoding="utf-8")
        return folder

    return make


async def found_in(library: Path, visible: str | None = None, deadline: float = 60.0) -> Found:
    environment = {} if visible is None else {"CUDA_VISIBLE_DEVICES": visible}
    return await find(library=library, environment=environment, deadline=deadline)


def taken(found: Found) -> str:
    [chosen] = [device.id for device in found.devices if device.preselected]
    return chosen


async def test_without_a_gpu_the_cpu_is_taken_and_said_plainly(machine: Machine) -> None:
    found = await found_in(machine())
    [cpu] = found.devices
    assert (cpu.id, cpu.kind, cpu.preselected) == ("cpu", "cpu", True)
    assert note(found, ENGLISH) == "No GPU was found: the NVIDIA driver lists none. Runs use the CPU."
    assert "GPU が見つかりません" in note(found, wording_for("ja"))


async def test_one_gpu_is_taken_and_its_label_says_how_free_it_is(machine: Machine) -> None:
    found = await found_in(machine(gpu(used=1.4)))
    assert [device.id for device in found.devices] == ["0", "cpu"]
    assert taken(found) == "0"
    shown = described(found.devices[0], ENGLISH)
    assert shown.label == "NVIDIA H100 80GB HBM3 · 78.2 GB free of 80 · 0 %"
    assert (shown.load, shown.processes) == (0.0, 0)
    assert note(found, ENGLISH) == ""
    japanese = described(found.devices[0], wording_for("ja"))
    assert japanese.label == "NVIDIA H100 80GB HBM3 · 80 GB 中 78.2 GB 空き · 0 %"


async def test_of_eight_gpus_an_idle_one_with_the_most_free_memory_is_taken(machine: Machine) -> None:
    eight = [gpu(number, used=60, load=97, computing=[number + 100]) for number in range(8)]
    eight[2] = gpu(2, used=30)  # Memory is gone, but nobody computes.
    eight[5] = gpu(5)
    eight[6] = gpu(6, used=12)
    assert taken(await found_in(machine(*eight))) == "5"


async def test_of_equally_free_gpus_the_least_loaded_and_then_the_first_is_taken(machine: Machine) -> None:
    assert taken(await found_in(machine(gpu(0, used=0.9), gpu(1), gpu(2)))) == "0", (
        "some driver memory is no use"
    )
    assert taken(await found_in(machine(gpu(0, load=6), gpu(1, load=2), gpu(2, load=2)))) == "1"


async def test_a_gpu_that_others_compute_on_is_not_taken_while_a_smaller_one_is_idle(
    machine: Machine,
) -> None:
    found = await found_in(machine(gpu(0, used=2, computing=[77]), gpu(1, total=24)))
    assert taken(found) == "1"


async def test_a_loaded_gpu_counts_as_busy_though_its_processes_are_hidden(machine: Machine) -> None:
    assert taken(await found_in(machine(gpu(0, load=99), gpu(1, total=24)))) == "1"


async def test_a_screen_does_not_make_a_gpu_busy(machine: Machine) -> None:
    found = await found_in(machine(gpu(0, used=1, drawing=[5, 6], load=3), gpu(1, total=24)))
    assert taken(found) == "0"
    assert found.devices[0].processes == 2


async def test_when_all_are_busy_the_one_with_the_most_free_memory_is_taken(machine: Machine) -> None:
    busy = [gpu(number, used=70 - number, load=100, computing=[1]) for number in range(3)]
    assert taken(await found_in(machine(*busy))) == "2"


async def test_parts_of_a_divided_gpu_stand_for_themselves(machine: Machine) -> None:
    parts = [
        {"name": "NVIDIA A100 MIG 1g.10gb", "uuid": f"MIG-{number}", "memory": [10 * GB, GB], "computing": []}
        for number in range(2)
    ]
    parts[0]["computing"] = [9]
    found = await found_in(machine(gpu(parts=parts), gpu(1, total=8)))
    assert [device.id for device in found.devices] == ["MIG-0", "MIG-1", "1", "cpu"]
    assert taken(found) == "MIG-1"
    assert found.devices[1].load is None
    assert described(found.devices[1], ENGLISH).label == "NVIDIA A100 MIG 1g.10gb · 9.0 GB free of 10"


async def test_a_gpu_that_tells_nothing_is_there_all_the_same(machine: Machine) -> None:
    silent = {"uuid": "GPU-1", "name": None, "memory": None, "load": None, "computing": None, "parts": None}
    found = await found_in(machine(silent))
    assert [device.id for device in found.devices] == ["0", "cpu"]
    shared = found.devices[0]
    assert shared.memory_total == found.devices[1].memory_total, "it shares the machine's memory"
    assert (shared.load, shared.processes) == (None, 0)


async def test_a_lost_gpu_hides_no_other(machine: Machine) -> None:
    found = await found_in(machine(gpu(0, lost=True), gpu(1)))
    assert [device.id for device in found.devices] == ["1", "cpu"]
    assert note(found, ENGLISH) == "The NVIDIA driver does not answer for every GPU: GPU 0: GPU is lost"


@pytest.mark.parametrize(
    ("visible", "ids"),
    [
        ("2,0", ["2", "0"]),
        ("GPU-00000001", ["1"]),
        ("1,9,0", ["1"]),
        ("", []),
        ("-1", []),
        ("all", ["0", "1", "2"]),
    ],
)
async def test_cuda_visible_devices_is_respected(machine: Machine, visible: str, ids: list[str]) -> None:
    found = await found_in(machine(gpu(0), gpu(1), gpu(2)), visible)
    assert [device.id for device in found.devices] == [*ids, "cpu"]
    assert taken(found) == [*ids, "cpu"][0]
    hidden = "CUDA_VISIBLE_DEVICES hides every GPU. Runs use the CPU."
    assert note(found, ENGLISH) == ("" if ids else hidden)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (12, "there is no NVIDIA driver"),
        (9, "is not loaded"),
        (18, "was updated"),
        (4, "may not ask"),
        (999, "cannot be asked: Error 999"),
    ],
)
async def test_why_there_is_no_gpu_is_said(machine: Machine, number: int, said: str) -> None:
    found = await found_in(machine(fails=number))
    assert [device.id for device in found.devices] == ["cpu"]
    assert said in note(found, ENGLISH)


async def test_a_driver_that_hangs_holds_nothing_up(machine: Machine) -> None:
    found = await found_in(machine(hangs=True), deadline=1.0)
    assert taken(found) == "cpu"
    assert "did not answer within 1 seconds" in note(found, ENGLISH)


async def test_a_broken_pynvml_is_said(tmp_path: Path) -> None:
    (tmp_path / "pynvml.py").write_text("raise RuntimeError('torn')\n", encoding="utf-8")
    assert "RuntimeError: torn" in note(await found_in(tmp_path), ENGLISH)


async def test_the_real_nvml_is_asked_in_the_same_way() -> None:
    found = await find(environment={})
    assert found.devices[-1].kind == "cpu"
    assert len(found.devices) > 1 or note(found, ENGLISH)


async def test_the_cpu_tells_its_cores_and_memory(machine: Machine) -> None:
    [cpu] = (await found_in(machine())).devices
    assert cpu.cores >= 1
    assert 0 < cpu.memory_free <= cpu.memory_total
    assert "GB free of" in described(cpu, ENGLISH).label


def test_memory_is_no_more_than_a_container_or_a_job_may_have(tmp_path: Path) -> None:
    proc, groups = tmp_path / "proc", tmp_path / "groups"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text("MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n", encoding="ascii")
    (proc / "self" / "cgroup").write_text("0::/jobs/one\n", encoding="ascii")
    job = groups / "jobs" / "one"
    job.mkdir(parents=True)
    assert devices_machine.memory(proc, groups) == (8 * GB, 4 * GB)
    (groups / "jobs" / "memory.max").write_text(f"{3 * GB}\n", encoding="ascii")
    (groups / "jobs" / "memory.current").write_text(f"{2 * GB}\n", encoding="ascii")
    (groups / "jobs" / "memory.stat").write_text(f"anon 5\ninactive_file {GB}\n", encoding="ascii")
    (job / "memory.max").write_text("max\n", encoding="ascii")
    assert devices_machine.memory(proc, groups) == (3 * GB, 2 * GB)


@pytest.mark.parametrize("words", [["devices"], ["devices", "--json"]])
def test_the_command_line_lists_them(words: list[str]) -> None:
    command = [sys.executable, "-m", "transformers_workbench", *words]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    if "--json" in words:
        answer = json.loads(said.stdout)
        assert answer["devices"][-1]["id"] == "cpu"
        assert [device["preselected"] for device in answer["devices"]].count(True) == 1
    else:
        last = said.stdout.splitlines()[-1]
        assert last[2:].startswith("cpu") and "GB" in last
