"""The exact command of a run, for devices, processes and configurations of accelerate's."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.command import Plan, planned
from transformers_workbench.training.command_words import notice_text
from transformers_workbench.training.devices import Device, arranged
from transformers_workbench.training.shell_text import shell_text
from transformers_workbench.training.spec import Slurm, Spec
from transformers_workbench.wording import ENGLISH

GB = 2**30
MACHINE = Device("cpu", "cpu", "A CPU", 64 * GB, 60 * GB, cores=8)
GPUS = [Device(str(index), "cuda", "A GPU", 80 * GB, (79 - index) * GB, 0.0) for index in range(4)]
NO_GPU = arranged([MACHINE]).devices
FOUR = arranged([*GPUS, MACHINE]).devices
PLAIN = ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]
NO_GPUS = "-1" if os.name == "nt" else ""
LAUNCH = ["python", "-m", "accelerate.commands.launch"]


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    script = tmp_path / "train it.py"
    script.write_text("print('trained')\n", encoding="utf-8")
    return Spec(script, tmp_path, tmp_path, "train it", arguments=("--lr", "1e-4", "it's"))


def plan_of(
    spec: Spec, there: Sequence[Device] = NO_GPU, inherited: dict[str, str] | None = None, **changes: Any
) -> Plan:
    environment = {"HF_HOME": str(spec.workspace / "no-home"), **(inherited or {})}
    return planned(attrs.evolve(spec, **changes), "python", there, environment=environment)


def words(plan: Plan) -> list[str]:
    return [notice_text(notice, ENGLISH) for notice in plan.warnings]


def own(spec: Spec) -> list[str]:
    return [str(spec.script), *spec.arguments]


def test_without_a_gpu_it_is_python_that_sees_no_gpu(spec: Spec) -> None:
    plan = plan_of(spec)
    assert list(plan.command) == ["python", *own(spec)]
    assert dict(plan.environment) == {"CUDA_VISIBLE_DEVICES": NO_GPUS, "ACCELERATE_USE_CPU": "true"}
    assert plan.devices == ("cpu",)
    assert not words(plan)


def test_the_freest_gpu_is_taken_by_its_number_as_nvml_counts(spec: Spec) -> None:
    plan = plan_of(spec, FOUR)
    assert list(plan.command) == ["python", *own(spec)]
    assert dict(plan.environment) == {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "0"}


def test_the_cpu_is_taken_beside_gpus_when_it_was_chosen(spec: Spec) -> None:
    plan = plan_of(spec, FOUR, devices=("cpu",))
    assert dict(plan.environment)["CUDA_VISIBLE_DEVICES"] == NO_GPUS


def test_apples_gpu_needs_nothing_to_be_set(spec: Spec) -> None:
    plan = plan_of(spec, arranged([Device("mps", "mps", "Apple M4"), MACHINE]).devices)
    assert plan.devices == ("mps",)
    assert plan.environment == ()


def test_several_gpus_go_through_accelerate_on_a_port_of_their_own(spec: Spec) -> None:
    plan = plan_of(spec, FOUR, devices=("1", "3"))
    flags = ["--multi_gpu", "--num_processes", "2", *PLAIN, "--main_process_port", "0"]
    assert list(plan.command) == [*LAUNCH, *flags, *own(spec)]
    assert dict(plan.environment)["CUDA_VISIBLE_DEVICES"] == "1,3"
    assert plan.launches


def test_python_alone_is_used_when_it_was_asked_for(spec: Spec) -> None:
    plan = plan_of(spec, FOUR, devices=("1", "3"), launcher="python", processes=2)
    assert list(plan.command) == ["python", *own(spec)]
    assert words(plan) == ["Python alone starts one process, not 2: that takes accelerate."]


def test_several_processes_take_a_gpu_each_the_idle_ones_first(spec: Spec) -> None:
    busy = attrs.evolve(GPUS[1], memory_free=80 * GB, computing=1)
    there = arranged([GPUS[0], busy, *GPUS[2:], MACHINE]).devices
    three = plan_of(spec, there, processes=3)
    assert dict(three.environment)["CUDA_VISIBLE_DEVICES"] == "0,2,3"
    assert words(three) == []
    assert words(plan_of(spec, there, processes=4)) == ["Somebody computes on GPU 1 (A GPU) already."]


def test_more_processes_than_gpus_are_warned_of(spec: Spec) -> None:
    assert "NCCL" in words(plan_of(spec, FOUR, devices=("0",), processes=2))[0]


def test_several_processes_on_the_cpu_share_its_cores(spec: Spec) -> None:
    plan = plan_of(spec, processes=2)
    flags = ["--multi_gpu", "--num_processes", "2", *PLAIN, "--main_process_port", "0"]
    assert list(plan.command) == [*LAUNCH, *flags, "--num_cpu_threads_per_process", "4", *own(spec)]
    said = plan_of(spec, processes=2, inherited={"OMP_NUM_THREADS": "1"})
    assert list(said.command) == [*LAUNCH, *flags, *own(spec)]


def test_accelerate_with_one_process_stays_on_the_cpu(spec: Spec) -> None:
    plan = plan_of(spec, launcher="accelerate", inherited={"OMP_NUM_THREADS": "1"})
    assert list(plan.command) == [*LAUNCH, "--cpu", "--num_processes", "1", *PLAIN, *own(spec)]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "four gpus.yaml"
    file.write_text(
        "compute_environment: LOCAL_MACHINE\ndistributed_type: 'MULTI_GPU'  # of one machine\n"
        "num_processes: 4\nnum_machines: 1\ngpu_ids: all\nmixed_precision: bf16\nuse_cpu: false\n",
        encoding="utf-8",
    )
    return file


def test_a_configuration_says_what_is_not_chosen(spec: Spec, config: Path) -> None:
    plan = plan_of(spec, FOUR, accelerate_config=config)
    flags = ["--config_file", str(config), "--main_process_port", "0"]
    assert list(plan.command) == [*LAUNCH, *flags, *own(spec)]
    assert plan.environment == ()
    assert plan.devices == ("0", "1", "2", "3")


def test_what_is_chosen_wins_over_a_configuration_and_is_said(spec: Spec, config: Path) -> None:
    plan = plan_of(spec, FOUR, accelerate_config=config, devices=("2", "3"))
    flags = ["--config_file", str(config), "--main_process_port", "0", "--num_processes", "2"]
    assert list(plan.command) == [*LAUNCH, *flags, *own(spec)]
    assert dict(plan.environment)["CUDA_VISIBLE_DEVICES"] == "2,3"
    assert words(plan) == [
        f"What was chosen wins over accelerate's configuration {config}: --num_processes 2"
    ]


def test_accelerates_own_configuration_is_found_where_accelerate_finds_it(spec: Spec, config: Path) -> None:
    home = spec.workspace / "home"
    (home / "accelerate").mkdir(parents=True)
    (home / "accelerate" / "default_config.yaml").write_bytes(config.read_bytes())
    plan = plan_of(spec, FOUR, inherited={"HF_HOME": str(home)})
    assert list(plan.command) == [*LAUNCH, "--main_process_port", "0", *own(spec)]
    on_cpu = plan_of(spec, inherited={"HF_HOME": str(home)})
    assert list(on_cpu.command) == ["python", *own(spec)], "it is for GPUs, and there are none"


def test_a_configuration_with_a_port_keeps_it(spec: Spec, config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8") + "main_process_port: 29511\n", encoding="utf-8")
    plan = plan_of(spec, FOUR, accelerate_config=config)
    assert "--main_process_port" not in plan.command


def test_a_configuration_that_cannot_be_read_is_accelerates_to_complain_of(
    spec: Spec, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    plan = plan_of(spec, FOUR, accelerate_config=broken)
    assert list(plan.command[3:5]) == ["--config_file", str(broken)]


def test_a_job_of_one_node_is_python_and_the_cluster_gives_the_gpu(spec: Spec) -> None:
    plan = plan_of(spec, FOUR, slurm=Slurm(gpus_per_node=1))
    assert list(plan.command) == ["python", *own(spec)]
    assert plan.environment == ()


def test_a_job_of_several_nodes_meets_by_the_rendezvous_of_torchrun(spec: Spec) -> None:
    plan = plan_of(spec, slurm=Slurm(nodes=2, gpus_per_node=4))
    every_node = plan.command.index("bash")
    assert list(plan.command[:4]) == ["srun", "--nodes=2", "--ntasks=2", "--ntasks-per-node=1"]
    assert "$SLURM_NODEID" in plan.command[every_node + 2]
    flags = ["--multi_gpu", "--num_processes", "8", "--num_machines", "2"]
    assert list(plan.command[every_node + 3 : every_node + 9]) == ["python", *flags]
    assert list(plan.command[-4:]) == own(spec)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"script": Path("/nowhere/train.py")}, "run-script-missing"),
        ({"working_directory": Path("/nowhere")}, "run-folder-missing"),
        ({"accelerate_config": Path("/nowhere/c.yaml")}, "run-config-missing"),
        ({"devices": ("0", "cpu")}, "run-devices-mixed"),
    ],
)
def test_what_cannot_start_is_refused(spec: Spec, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(WorkbenchError) as refused:
        plan_of(spec, FOUR, **changes)
    assert refused.value.reason == reason


def test_a_gpu_that_was_not_found_is_tried_all_the_same(spec: Spec) -> None:
    plan = plan_of(spec, NO_GPU, devices=("0",))
    assert dict(plan.environment)["CUDA_VISIBLE_DEVICES"] == "0"
    assert words(plan) == ["These devices were not found on this machine: 0"]


def test_the_users_variables_win_and_are_shown(spec: Spec, tmp_path: Path) -> None:
    changed = attrs.evolve(spec, environment=(("CUDA_VISIBLE_DEVICES", "7"), ("SEED", "1")))
    plan = planned(changed, "python", FOUR, run_folder=tmp_path / "run", environment={})
    assert dict(plan.environment) == {
        "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
        "CUDA_VISIBLE_DEVICES": "7",
        "SEED": "1",
        "TENSORBOARD_LOGGING_DIR": str(tmp_path / "run" / "tensorboard"),
    }


def test_a_shell_takes_the_text_as_it_is(spec: Spec) -> None:
    plan = plan_of(spec, FOUR)
    assert shlex.split(plan.text)[2:] == list(plan.command)
    if os.name != "nt":
        line = shell_text(["printf", "%s|", *own(spec), "$HOME", ""], [("X", "a b")], windows=False)
        said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout
        assert said == "|".join([*own(spec), "$HOME", "", ""])


def test_powershell_gets_its_own_quotes() -> None:
    text = shell_text(["C:\\My Python\\python.exe", "it's.py", "--x", "$y"], [("A", "")], windows=True)
    assert text == "$env:A = ''; & 'C:\\My Python\\python.exe' 'it''s.py' --x '$y'"
