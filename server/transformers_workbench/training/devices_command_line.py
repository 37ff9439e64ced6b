"""``devices``: what a run may compute on, from the command line."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from transformers_workbench.command_session import Session, run


def add_to(commands: Any) -> None:
    """Adds ``devices`` to the command line's parser."""
    parser = commands.add_parser(
        "devices", help="GPUs and the CPU, how free they are, and which a run would take"
    )
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.set_defaults(
        python=sys.executable, run=lambda options: run("devices", _list, options, online=False)
    )


async def _list(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.devices_probe import find
    from transformers_workbench.training.devices_words import described, note

    found = await find()
    devices = [described(device, session.say) for device in found.devices]
    said = note(found, session.say)
    rows = [
        {
            "id": device.id,
            "kind": device.kind,
            "name": device.name,
            "memory_total": device.memory_total,
            "memory_free": device.memory_free,
            "load": device.load,
            "processes": device.processes,
            "preselected": device.preselected,
        }
        for device in devices
    ]

    def text() -> str:
        width = max(len(device.id) for device in devices)
        return "\n".join(
            f"{'*' if device.preselected else ' '} {device.id:{width}}  {device.label}" for device in devices
        )

    session.answer({"devices": rows, "note": said}, text)
    if said and not options.json:
        print(said, file=sys.stderr)
    return 0
