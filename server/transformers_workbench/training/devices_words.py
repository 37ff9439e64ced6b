"""Devices in the user's language."""

from __future__ import annotations

from collections.abc import Callable

from transformers_workbench import protocol
from transformers_workbench.training.devices import Device, Found
from transformers_workbench.wording import Wording

GIGABYTE = 2**30
"""Memory is sold, and spoken of, in these: an ``80GB`` GPU has 80 of them, not 85.9."""


def note(found: Found, say: Wording) -> str:
    """One sentence, or none: what may surprise about the list. The notes are ``devices_nvml``'s and
    ``devices_probe``'s."""
    message = found.message
    sentences: dict[str, Callable[[], str]] = {
        "no-gpu": lambda: say("No GPU was found: the NVIDIA driver lists none. Runs use the CPU."),
        "no-driver": lambda: say(
            "No GPU was found: there is no NVIDIA driver on this machine. Runs use the CPU."
        ),
        "driver-not-loaded": lambda: say(
            "No GPU was found: the NVIDIA driver is not loaded. Runs use the CPU."
        ),
        "driver-mismatch": lambda: say(
            "No GPU can be used: the NVIDIA driver was updated, and the old one is still loaded. Restart the "
            "machine."
        ),
        "driver-permission": lambda: say("No GPU can be used: this account may not ask the NVIDIA driver."),
        "nvml-hangs": lambda: say(
            "No GPU can be used: the NVIDIA driver did not answer within {seconds} seconds. Restart the "
            "machine if `nvidia-smi` hangs, too.",
            seconds=message,
        ),
        "gpu-lost": lambda: say(
            "The NVIDIA driver does not answer for every GPU: {message}", message=message
        ),
        "gpus-hidden": lambda: say("CUDA_VISIBLE_DEVICES hides every GPU. Runs use the CPU."),
    }
    if not found.note:
        return ""
    if found.note in sentences:
        return sentences[found.note]()
    return say("No GPU was found, the NVIDIA driver cannot be asked: {message}", message=message)


def label(device: Device, say: Wording) -> str:
    """One line, such as ``NVIDIA H100 80GB HBM3 · 78.2 GB free of 80 · 0 %``."""
    parts = [device.name]
    if device.cores:
        parts.append(say("1 core") if device.cores == 1 else say("{count} cores", count=device.cores))
    if device.memory_total:
        parts.append(
            say(
                "{free} GB free of {total}",
                free=f"{device.memory_free / GIGABYTE:.1f}",
                total=_size(device.memory_total),
            )
        )
    if device.load is not None:
        parts.append(f"{device.load:.0%}".replace("%", " %"))
    return " · ".join(parts)


def described(device: Device, say: Wording) -> protocol.Device:
    """A device for the editor."""
    return protocol.Device(
        id=device.id,
        kind=device.kind,
        name=device.name,
        label=label(device, say),
        memory_total=device.memory_total,
        memory_free=device.memory_free,
        load=device.load,
        processes=device.processes,
        preselected=device.preselected,
    )


def _size(size: int) -> str:
    """Gigabytes, whole from 8 on: GPUs and machines have a little less than is said of them."""
    amount = size / GIGABYTE
    return f"{amount:.0f}" if amount >= 8 else f"{amount:.1f}"
