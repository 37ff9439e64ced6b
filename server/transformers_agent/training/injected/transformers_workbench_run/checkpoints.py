"""The last checkpoint of a folder that is whole.

``Trainer`` writes ``trainer_state.json`` last, so one that can be read says that the rest was written. A
machine that went down may have lost the rest all the same: lengths are checked where a format tells
them.
"""

from __future__ import annotations

import json
import os
import re
import struct
import zipfile

STATE = "trainer_state.json"
_NAME = re.compile(r"checkpoint-(\d+)")
_SINGLE = ("model.safetensors", "adapter_model.safetensors", "pytorch_model.bin", "adapter_model.bin")
_INDEXES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_OF_TORCH = ("optimizer.pt", "scheduler.pt", "scaler.pt")
_LARGEST_HEADER = 100_000_000


def last_complete(folder: str, not_of_this_run: dict[str, int]) -> str | None:
    """Its path. ``not_of_this_run``: what lay there before, as ``stamps`` says."""
    stamps_now = stamps(folder)
    newest_first = sorted(stamps_now, key=lambda name: int(name.rpartition("-")[2]), reverse=True)
    for name in newest_first:
        path = os.path.join(folder, name)
        if not_of_this_run.get(name) != stamps_now[name] and is_complete(path):
            return path
    return None


def stamps(folder: str) -> dict[str, int]:
    """Name of each checkpoint → when its state was written, in nanoseconds."""
    found: dict[str, int] = {}
    try:
        names = os.listdir(folder)
    except OSError:
        return found
    for name in names:
        if _NAME.fullmatch(name):
            try:
                found[name] = os.stat(os.path.join(folder, name, STATE)).st_mtime_ns
            except OSError:
                continue
    return found


def is_complete(path: str) -> bool:
    """Whether a training can go on from it."""
    try:
        with open(os.path.join(path, STATE), encoding="utf-8") as file:
            if not isinstance(json.load(file)["global_step"], int):
                return False
        names = os.listdir(path)
        for name in names:
            of_torch = name in _OF_TORCH or name.startswith("rng_state")
            if of_torch and not zipfile.is_zipfile(os.path.join(path, name)):
                return False
        return _has_weights(path, names)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _has_weights(path: str, names: list[str]) -> bool:
    for index in _INDEXES:
        if index in names:
            with open(os.path.join(path, index), encoding="utf-8") as file:
                shards = set(json.load(file)["weight_map"].values())
            return bool(shards) and all(_is_whole(os.path.join(path, shard)) for shard in shards)
    single = [name for name in names if name in _SINGLE]
    if single:
        return all(_is_whole(os.path.join(path, name)) for name in single)
    for name in names:
        inside = os.path.join(path, name)
        # A folder an adapter; FSDP's and DeepSpeed's own layouts.
        if os.path.isdir(inside) and any(
            os.path.isfile(os.path.join(inside, adapter)) for adapter in _SINGLE if "adapter" in adapter
        ):
            return True
        if name.startswith("pytorch_model_fsdp") or (name == "latest" and os.path.isfile(inside)):
            return True
    return False


def _is_whole(path: str) -> bool:
    size = os.path.getsize(path)
    if not path.endswith(".safetensors"):
        return size > 0
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > _LARGEST_HEADER:
            return False
        header = json.loads(file.read(length))
    ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    return bool(size == 8 + length + max(ends, default=0))
