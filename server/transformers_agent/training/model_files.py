"""``training.model``: names, types and shapes of a model's weights, and its configuration, out of its files.

Neither the model nor torch is imported. What a safetensors file holds is in its header: eight bytes of its
length, then JSON (https://huggingface.co/docs/safetensors/metadata_parsing).
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.regular_files import open_regular, read_json
from transformers_agent.task import Params

HEADER_LIMIT = 100_000_000
"""The format's own limit."""
TENSORS = 500_000
Tensor = tuple[str, str, list[int]]


def model(params: Params) -> dict[str, Any]:
    """``{folder, config, tensors: [[name, type, shape]], size}`` of ``params["model"]``, a folder or an id
    in the cache. ``tensors`` is empty for what is no safetensors; ``size``: bytes of all weights.

    Raises:
        Fault: ``repository-missing``, ``model-without-weights``, ``model-damaged``, ``missing-package``.
    """
    folder = folder_of(str(params.get("model")), str(params.get("directory") or ""))
    config = _config(folder)
    files = _safetensors(folder)
    if files:
        tensors = [tensor for file in files for tensor in header(file)]
        return {"folder": str(folder), "config": config, "tensors": tensors, "size": _size(files)}
    others = sorted(folder.glob("pytorch_model*.bin")) or sorted(folder.glob("*.bin"))
    others = [
        file for file in others if file.name not in {"training_args.bin", "optimizer.bin", "scheduler.bin"}
    ]
    if not others:
        raise Fault("model-without-weights", str(folder), values={"path": str(folder)})
    return {"folder": str(folder), "config": config, "tensors": [], "size": _size(others)}


def folder_of(name: str, directory: str = "") -> Path:
    """The folder of a path (relative to ``directory``) or of an id in the cache.

    Raises:
        Fault: ``repository-missing``, ``missing-package``.
    """
    folder = Path(directory) / Path(name).expanduser()
    if folder.is_dir():
        return folder
    from transformers_agent.cache.models import snapshot

    try:
        return Path(snapshot({"repo_id": name})["folder"])
    except Fault as fault:
        fault.values.setdefault("repository", name)
        raise


def _safetensors(folder: Path) -> list[Path]:
    """The files that the library loads: one, or those that the index names."""
    one = folder / "model.safetensors"
    if one.is_file():
        return [one]
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            content = read_json(index)
            names = sorted({str(name) for name in content["weight_map"].values()})
        except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
            raise _damaged(index, str(error)) from error
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise _damaged(folder / missing[0], "it is missing")
        return [folder / name for name in names]
    return sorted(folder.glob("model*.safetensors")) or sorted(
        file for file in folder.glob("*.safetensors") if not file.name.startswith("adapter_")
    )


def header(file: Path) -> list[Tensor]:
    """Name, type (``F32``, ``BF16``, …) and shape of each tensor of a file.

    Raises:
        Fault: ``model-damaged``.
    """
    try:
        with open_regular(file) as stream:
            start = stream.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(HEADER_LIMIT, file.stat().st_size - 8):
                raise ValueError("it has no header")
            content = json.loads(stream.read(length))
        content.pop("__metadata__", None)
        return [
            (str(name), str(each["dtype"]), [int(size) for size in each["shape"]])
            for name, each in list(content.items())[:TENSORS]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(file, str(error)) from error


def _config(folder: Path) -> dict[str, Any]:
    try:
        content = read_json(folder / "config.json", encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(folder / "config.json", str(error)) from error
    return content if isinstance(content, dict) else {}


def _size(files: list[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _damaged(file: Path, message: str) -> Fault:
    return Fault("model-damaged", message[:300], values={"path": str(file)})
