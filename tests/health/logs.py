"""The two logs that the rules grew from: a fine-tuning whose loss climbed past 1, and the same at a tenth
of the learning rate."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOG_A = (
    (0.7373, 0.00010506666666666667, 0.16),
    (0.7517, 0.00015840, 0.24),
    (0.8197, 0.00019869, 0.32),
    (0.8381, 0.00019277, 0.40),
    (0.8572, 0.00018684, 0.48),
    (1.1329, 0.00018098, 0.56),
    (1.1242, 0.00017505, 0.64),
    (1.1402, 0.00016912, 0.72),
    (1.1246, 0.0001632, 0.80),
)
LOG_B = (
    (0.8198, 1.0613e-05, 0.16),
    (0.6289, 1.5893e-05, 0.24),
    (0.5952, 1.9864e-05, 0.32),
    (0.5745, 1.9279e-05, 0.40),
    (0.5417, 1.8684e-05, 0.48),
    (0.5498, 1.8098e-05, 0.56),
    (0.5138, 1.7505e-05, 0.64),
    (0.5461, 1.6913e-05, 0.72),
    (0.533, 1.632e-05, 0.80),
)
Log = Sequence[tuple[float, float, float]]


def lines(log: Log) -> list[str]:
    """As transformers 4.x prints it."""
    return [str({"loss": loss, "learning_rate": rate, "epoch": epoch}) for loss, rate, epoch in log]


def lines_of_5(log: Log) -> list[str]:
    """As transformers 5.x prints it: every number a text of four digits."""
    return [
        str({"loss": f"{loss:.4g}", "learning_rate": f"{rate:.4g}", "epoch": f"{epoch:.4g}"})
        for loss, rate, epoch in log
    ]


def written(path: Path, text: str | Sequence[str]) -> Path:
    """The file, with these lines in it."""
    path.write_text(text if isinstance(text, str) else "\n".join(text) + "\n", encoding="utf-8")
    return path


def health(*words: str | Path) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of ``health … --json``, in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-m", "transformers_workbench", "health", *map(str, words), "--json"],
        capture_output=True,
        timeout=120,
    )
    return said.returncode, json.loads(said.stdout)
