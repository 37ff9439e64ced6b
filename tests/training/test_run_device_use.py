"""How much of the machine a run uses is noted while it runs."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from run_stand_ins import ended, eventually, spec, start
from test_devices import gpu
from transformers_workbench.training.device_use import DEVICE_SECONDS, SECONDS, DeviceUse
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import DEVICE_USE

STAND_IN = Path(__file__).with_name("nvml_stand_in") / "pynvml.py"


def noted(folder: Path) -> list[dict[str, Any]]:
    path = folder / DEVICE_USE
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_memory_and_load_of_its_processes_are_noted(tmp_path: Path) -> None:
    code = "held = bytearray(200_000_000)\nwhile True: pass"
    folder = start(spec(tmp_path, code, ()))
    row = eventually(lambda: next((row for row in noted(folder) if "load" in row), None))
    assert row["memory"] > 200_000_000
    assert 0 < row["load"] <= 1
    ended(folder)


def test_the_gpus_of_a_run_are_asked_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "nvml"
    library.mkdir()
    (library / "pynvml.py").write_bytes(STAND_IN.read_bytes())
    machine = {"gpus": [gpu(0), gpu(1, used=12, load=70)]}
    (library / "machine.json").write_text(json.dumps(machine), encoding="utf-8")
    monkeypatch.delitem(sys.modules, "pynvml", raising=False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.syspath_prepend(str(library))
    importlib.invalidate_caches()
    use = DeviceUse(tmp_path)

    def devices() -> list[Any]:
        return [row["devices"] for row in noted(tmp_path) if "devices" in row]

    facts = Facts(tmp_path, {"devices": ["1"]}, 1)
    use.sample(facts, 1000.0)
    [[one]] = eventually(devices)
    assert one["id"] == "1" and one["memory"] > 10 * 2**30 and one["load"] == 0.7
    use.sample(facts, 1000.0 + SECONDS)
    use.sample(facts, 1000.0 + DEVICE_SECONDS)
    eventually(lambda: len(devices()) == 2)
    for odd in (["cpu"], ["mps"], [], None, 5):
        DeviceUse(tmp_path).sample(Facts(tmp_path, {"devices": odd}, 1), 2000.0)
    assert len(devices()) == 2
