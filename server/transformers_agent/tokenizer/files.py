"""What can be read from a tokenizer's files without the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.regular_files import read_json
from transformers_agent.task import Params

TOKENIZER_PATTERNS = (
    "tokenizer*.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab*",
    "merges.txt",
    "*.model",
    "*.tiktoken",
    "tekken.json",
    "*.spm",
)
"""The files that a tokenizer is made of; one of them is enough for the library to try."""

CONFIGURATION_PATTERNS = ("config.json", "chat_template*", "additional_chat_templates/*")
"""More files the loaded tokenizer depends on: the library reads its class from the model's configuration."""


def tokenizer_files(folder: Path) -> list[Path]:
    """The tokenizer's own files in a model folder, in a fixed order."""
    return sorted({path for pattern in TOKENIZER_PATTERNS for path in folder.glob(pattern) if path.is_file()})


def fingerprint(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when a file that a tokenizer is made of changes: name, time and size of each."""
    more = [path for pattern in CONFIGURATION_PATTERNS for path in folder.glob(pattern) if path.is_file()]
    found = []
    for path in [*tokenizer_files(folder), *sorted(more)]:
        status = path.stat()
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def folder_of(params: Params) -> Path:
    """The folder a request names.

    Raises:
        Fault: ``tokenizer-missing``.
    """
    folder = Path(str(params.get("folder")))
    if not folder.is_dir():
        raise Fault("tokenizer-missing", f"no such folder: {folder}")
    return folder


def special_tokens_from_files(params: Params) -> dict[str, str]:
    """The special tokens map that the library will likely have, from files of ``params["folder"]``.

    Provisional: the library also knows defaults of the tokenizer's class. A file that cannot be read counts
    as empty.
    """
    folder = folder_of(params)
    found: dict[str, str] = {}
    for file_name in ("special_tokens_map.json", "tokenizer_config.json"):
        for name, value in _read_object(folder / file_name).items():
            text = value.get("content") if isinstance(value, dict) else value
            if name.endswith("_token") and isinstance(text, str):
                found[name] = text
    return found


def _read_object(path: Path) -> dict[str, Any]:
    """A JSON object out of a file; empty when there is none."""
    try:
        content = read_json(path, encoding="utf-8-sig")
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
