"""Whether a model folder can be handed to a library that opens what it finds there by name."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from transformers_agent.faults import Fault
from transformers_agent.regular_files import NotRegular, TooLarge, check_regular

LARGEST = 2**28
"""Bytes of a file that is read whole: the largest tokenizers have a tenth of it."""
READ_WHOLE = (
    "*config.json",
    "chat_template*",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer*",
    "vocab*",
    "merges.txt",
    "sentencepiece*",
    "spiece.model",
    "*.spm",
    "*.tiktoken",
    "tekken.json",
)
"""Names of files that the libraries read whole. Weights are mapped into memory or not read at all."""
FOLDERS = (".", "additional_chat_templates")
"""Where the libraries look in a model folder."""
HARMLESS = frozenset({"folder", "socket"})
"""What cannot be opened as a file: whoever tries is told so at once."""


def require_readable(folder: Path, reason: str) -> None:
    """Makes sure that nothing in a model folder waits forever or has no end when a library opens it.

    Raises:
        Fault: ``reason``, about the first file that does.
    """
    for inside in FOLDERS:
        try:
            files = sorted((folder / inside).iterdir())
        except OSError:
            continue  # What is missing, the library says itself.
        for file in files:
            read_whole = any(fnmatch(file.name, pattern) for pattern in READ_WHOLE)
            _require_readable(file, LARGEST if read_whole else None, reason)


def _require_readable(file: Path, limit: int | None, reason: str) -> None:
    try:
        check_regular(file, limit)
    except NotRegular as error:
        if error.kind not in HARMLESS:
            raise _fault(file, error, reason) from error
    except TooLarge as error:
        raise _fault(file, error, reason) from error
    except OSError:
        return  # A broken link, for one.


def _fault(file: Path, error: OSError, reason: str) -> Fault:
    return Fault(reason, f"{file.name}: {error.strerror}", values={"path": str(file)})
