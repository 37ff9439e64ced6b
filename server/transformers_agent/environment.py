"""What is installed around the agent, and how it is kept away from what we do not need."""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import os
import platform
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

REPORTED_PACKAGES = (
    "transformers",
    "tokenizers",
    "huggingface_hub",
    "jinja2",
    "torch",
    "peft",
    "accelerate",
    "datasets",
    "tensorboard",
)

HIDDEN_PACKAGES = frozenset({"torch", "torchvision", "torchaudio", "tensorflow", "flax", "jax", "jaxlib"})
"""Rendering and tokenizing have no use for them; importing one costs seconds and hundreds of megabytes."""

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
"""Nothing reaches the network unless the user asked for what needs it: only an online agent may."""

SETTINGS = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Progress goes to the editor; bars drawn on stderr would fill its log.
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "USE_TF": "0",
    "USE_FLAX": "0",
}


def describe() -> dict[str, Any]:
    """The agent's first line: its Python, and the versions of what is installed, without importing any."""
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "packages": {name: installed_version(name) for name in REPORTED_PACKAGES},
    }


def installed_version(package: str) -> str | None:
    """The version in the package's metadata; ``None`` when it is not installed or its metadata is broken."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
    except Exception as error:  # A half-removed distribution must not keep the agent from starting.
        print(f"metadata of {package}: {error!r}", file=sys.stderr)
        return None


class HidingFinder:
    """A module finder in front of another one that cannot find the hidden packages.

    Everything else, ``find_distributions`` for one, is the other finder's.
    """

    def __init__(self, finder: Any) -> None:
        self._finder = finder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As ``importlib`` defines it; ``None`` for a hidden package, as for one that is not there."""
        if name.partition(".")[0] in HIDDEN_PACKAGES or not hasattr(self._finder, "find_spec"):
            return None
        spec: importlib.machinery.ModuleSpec | None = self._finder.find_spec(name, path, target)
        return spec

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)


def prepare(*, online: bool = False, torch: bool = False) -> None:
    """Hides what is not needed and sets the libraries' switches. Before any library is imported.

    ``online``: the libraries may reach the network, unless the user's own environment says they may not.
    ``torch``: it may be imported: who asks for a model's modules, or for peft, needs it.
    """
    os.environ.update(SETTINGS if online else {**OFFLINE, **SETTINGS})
    if torch:
        return
    # Every finder, not just the one for sys.path: editable installs bring finders of their own.
    sys.meta_path[:] = [HidingFinder(finder) for finder in sys.meta_path]
