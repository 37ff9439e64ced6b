"""What a run may compute on, as plain values, and which of them a person would take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs

Kind = Literal["cuda", "mps", "cpu"]
CPU = "cpu"
MPS = "mps"
BUSY_LOAD = 0.1
"""Above this a GPU works for somebody, whether or not it says for whom: containers hide processes."""
TIE = 0.01
"""Free memory that differs by less than this part of a GPU is the same: drivers take some, never equally."""


@attrs.frozen
class Device:
    """``id``: what ``CUDA_VISIBLE_DEVICES`` takes (a number in PCI order; of a part of a MIG device its
    UUID), ``mps`` or ``cpu``. Memory in bytes, of what shares the machine's the machine's; 0: unknown.

    ``load``: 0 to 1; ``None``: it does not tell. ``processes``: how many hold memory of it, ``computing``:
    how many of them for more than a picture on a screen. ``cores``: of the CPU.
    """

    id: str
    kind: Kind
    name: str
    memory_total: int = 0
    memory_free: int = 0
    load: float | None = None
    processes: int = 0
    computing: int = 0
    uuid: str = ""
    cores: int = 0
    preselected: bool = False

    @property
    def busy(self) -> bool:
        """Somebody computes on it."""
        return self.computing > 0 or (self.load or 0.0) >= BUSY_LOAD


@attrs.frozen
class Found:
    """All devices, the CPU last, one of them preselected. ``note``: a word that ``devices_words.note`` knows,
    why there are no GPUs or not all; ``message``: NVML's own words."""

    devices: tuple[Device, ...]
    note: str = ""
    message: str = ""


def preselected(devices: Sequence[Device]) -> Device | None:
    """Among idle GPUs the one with the most free memory, else among the busy ones; of equal ones the least
    loaded, then the first. Without GPUs the first of the rest."""
    gpus = [device for device in devices if device.kind == "cuda"]
    if not gpus:
        return devices[0] if devices else None
    idle = [device for device in gpus if not device.busy] or gpus
    most = max(device.memory_free for device in idle)
    equal = [device for device in idle if most - device.memory_free <= TIE * device.memory_total]
    # ``min`` takes the first of equals.
    return min(equal or idle, key=lambda device: device.load or 0.0)


def freest(devices: Sequence[Device], count: int) -> list[Device]:
    """As many GPUs as there are, up to ``count``: those that would be preselected one after the other, in the
    order of ``devices``."""
    left = [device for device in devices if device.kind == "cuda"]
    chosen: list[Device] = []
    while len(chosen) < count and (best := preselected(left)) is not None:
        chosen.append(best)
        left.remove(best)
    return [device for device in devices if device in chosen]


def arranged(devices: Sequence[Device], note: str = "", message: str = "") -> Found:
    """The devices with the preselected one marked."""
    chosen = preselected(devices)
    return Found(
        tuple(attrs.evolve(device, preselected=device is chosen) for device in devices), note, message
    )


def visible(devices: Sequence[Device], environment: Mapping[str, str]) -> list[Device]:
    """The GPUs that ``CUDA_VISIBLE_DEVICES`` leaves, in its order: it is a scheduler's or the user's word.

    As CUDA reads it: numbers or beginnings of UUIDs, and nothing after the first that there is not. Numbers
    are taken in PCI order, as NVML counts: with equal GPUs, CUDA counts the same.
    https://docs.nvidia.com/cuda/cuda-c-programming-guide/#cuda-environment-variables
    """
    said = environment.get("CUDA_VISIBLE_DEVICES")
    if said is None or said.strip().lower() == "all":  # A container's word, which CUDA does not know.
        return list(devices)
    chosen: list[Device] = []
    for word in (part.strip() for part in said.split(",")):
        named = [device for device in devices if _is_named(device, word)]
        if not word or len(named) != 1:
            break
        chosen += [device for device in named if device not in chosen]
    return chosen


def _is_named(device: Device, word: str) -> bool:
    return device.id == word or (word.startswith(("GPU-", "MIG-")) and device.uuid.startswith(word))


def from_nvml(rows: Sequence[Mapping[str, Any]], shared: tuple[int, int]) -> list[Device]:
    """The devices out of ``devices_nvml``'s answer. ``shared``: total and free memory of the machine, for a
    GPU that has none of its own (Grace-Blackwell's small ones, Jetson)."""
    devices: list[Device] = []
    for row in rows:
        total, free = (int(row["total"]), int(row["free"])) if row.get("total") else shared
        load = row.get("load")
        devices.append(
            Device(
                id=str(row["id"]),
                kind="cuda",
                name=str(row["name"]),
                memory_total=total,
                memory_free=min(free, total),
                load=None if load is None else min(1.0, max(0.0, float(load))),
                processes=int(row["processes"]),
                computing=int(row["computing"]),
                uuid=str(row["uuid"]),
            )
        )
    return devices
