"""The installed accelerate does with our command what was meant: real processes, on the CPU."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from transformers_workbench.training.command import Plan, planned
from transformers_workbench.training.devices import Device, arranged
from transformers_workbench.training.spec import Spec

MACHINE = arranged([Device("cpu", "cpu", "A CPU", 2**34, 2**34, cores=2)]).devices
SCRIPT = """
import json, os, sys
from transformers import TrainingArguments
arguments = TrainingArguments(output_dir=sys.argv[1] + "/out")
said = {
    "device": str(arguments.device),
    "rank": arguments.process_index,
    "world": arguments.world_size,
    "port": os.environ.get("MASTER_PORT"),
    "words": sys.argv[2:],
}
with open(f"{sys.argv[1]}/rank-{arguments.process_index}.json", "w") as file:
    json.dump(said, file)
if "MEET" in os.environ:  # Both launches are there at once, or neither ends.
    import pathlib, time
    mine = pathlib.Path(os.environ["MEET"])
    (mine / pathlib.Path(sys.argv[1]).name).touch()
    end = time.monotonic() + 120
    while len(list(mine.iterdir())) < 2 and time.monotonic() < end:
        time.sleep(0.02)
"""


Make = Callable[..., Spec]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    script = tmp_path / "which rank.py"
    script.write_text(SCRIPT, encoding="utf-8")

    def spec(name: str = "run", **changes: Any) -> Spec:
        folder = tmp_path / name
        folder.mkdir()
        plain = Spec(script, tmp_path, tmp_path, name, arguments=(str(folder), "a b", "$HOME"))
        return attrs.evolve(plain, **changes)

    return spec


def begin(plan: Plan) -> subprocess.Popen[str]:
    environment = {**os.environ, **dict(plan.environment)}
    return subprocess.Popen(
        plan.command, cwd=plan.working_directory, env=environment, stderr=subprocess.PIPE, text=True
    )


def end(process: subprocess.Popen[str]) -> str:
    log = process.communicate(timeout=240)[1]
    assert process.returncode == 0, log
    return log


def ranks(spec: Spec) -> list[dict[str, Any]]:
    files = sorted(Path(spec.arguments[0]).glob("rank-*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def test_two_launches_of_two_processes_each_on_the_cpu_do_not_meet(
    make: Make, training_python: Path, tmp_path: Path
) -> None:
    meet = tmp_path / "meet"
    meet.mkdir()
    specs = [make(name, processes=2, environment=(("MEET", str(meet)),)) for name in ("one", "two")]
    started = [begin(planned(spec, str(training_python), MACHINE)) for spec in specs]
    logs = [end(process) for process in started]
    for spec, log in zip(specs, logs, strict=True):
        told = ranks(spec)
        assert [(each["rank"], each["world"]) for each in told] == [(0, 2), (1, 2)]
        assert all(each["device"].startswith("cpu") for each in told)
        assert all(each["words"] == ["a b", "$HOME"] for each in told)
        assert "had defaults used instead" not in log
    assert ranks(specs[0])[0]["port"] != ranks(specs[1])[0]["port"]


def test_a_configuration_of_accelerates_is_what_it_runs_by(
    make: Make, training_python: Path, tmp_path: Path
) -> None:
    config = tmp_path / "my config.yaml"
    config.write_text(
        "compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\nnum_processes: 2\nnum_machines: 1\n"
        "gpu_ids: all\nmixed_precision: 'no'\nuse_cpu: false\n",
        encoding="utf-8",
    )
    spec = make(accelerate_config=config)
    end(begin(planned(spec, str(training_python), MACHINE)))
    assert [(each["rank"], each["world"]) for each in ranks(spec)] == [(0, 2), (1, 2)]


def test_one_process_through_accelerate_stays_on_the_cpu(make: Make, training_python: Path) -> None:
    spec = make(launcher="accelerate")
    log = end(begin(planned(spec, str(training_python), MACHINE)))
    assert [(each["rank"], each["world"], each["device"]) for each in ranks(spec)] == [(0, 1, "cpu")]
    assert "had defaults used instead" not in log
