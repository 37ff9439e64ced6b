"""What a configuration file of accelerate's says about processes and devices."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.regular_files import read_text

LARGEST = 2**20
"""Bytes. ``accelerate config`` writes one of a page."""
SINGLE = frozenset({"", "NO", "MULTI_CPU", "XLA", "TPU"})
"""Values of ``distributed_type`` for which ``accelerate launch`` does not start torchrun."""


@attrs.frozen
class AccelerateConfig:
    """The keys that matter here, as ``accelerate.commands.config.config_args.ClusterConfig`` has them.
    ``processes`` 0: it does not say."""

    path: Path
    distributed_type: str = ""
    processes: int = 0
    machines: int = 1
    gpu_ids: str = "all"
    use_cpu: bool = False
    port: int | None = None

    @property
    def several(self) -> bool:
        """It starts processes through torchrun."""
        return self.distributed_type not in SINGLE


def default_config(environment: Mapping[str, str]) -> Path | None:
    """The file that ``accelerate launch`` takes by itself: see ``accelerate.commands.config.config_args``."""
    caches = environment.get("XDG_CACHE_HOME", "~/.cache")
    home = Path(environment.get("HF_HOME", f"{caches}/huggingface")).expanduser()
    path = home / "accelerate" / "default_config.yaml"
    return path if path.is_file() else None


def read_config(path: Path) -> AccelerateConfig:
    """What it says; of one that cannot be read, nothing: accelerate itself will say why.

    Of YAML only the lines ``key: value`` of the top level are read, which is all that ``accelerate config``
    writes there.
    """
    try:
        text = read_text(path, LARGEST)
        values: dict[str, Any] = _json(text) if path.suffix == ".json" else _lines(text)
    except (OSError, ValueError):
        return AccelerateConfig(path)
    return AccelerateConfig(
        path,
        distributed_type=str(values.get("distributed_type") or "").upper(),
        processes=_number(values.get("num_processes")) or 0,
        machines=_number(values.get("num_machines")) or 1,
        gpu_ids=str(values.get("gpu_ids") or "all"),
        use_cpu=str(values.get("use_cpu", "")).lower() in {"true", "yes", "on"},
        port=_number(values.get("main_process_port")),
    )


def _json(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def _lines(text: str) -> dict[str, Any]:
    found = re.findall(r"^(\w+):[ \t]*(.*?)[ \t]*(?:#.*)?$", text, re.MULTILINE)
    values = {name: value.strip("'\"") for name, value in found}
    return {name: value for name, value in values.items() if value not in {"", "null", "~"}}


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
