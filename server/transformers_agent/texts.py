"""Texts that are told: however long a library's message is, what is sent on is short."""

from __future__ import annotations

LARGEST = 8192
"""Characters of a message, a name or a value in one."""


def bounded(text: str, largest: int = LARGEST) -> str:
    """The text, or its beginning and its end when it is longer than ``largest`` characters."""
    if len(text) <= largest:
        return text
    head = (largest - 1) // 2
    return f"{text[:head]}…{text[-(largest - 1 - head) :]}"


def words_of(error: BaseException) -> str:
    """What an exception says, bounded; its name where it says nothing, or nothing that fits into memory.

    A message of a gigabyte is not copied: only its ends are.
    """
    arguments = error.args
    if type(error).__str__ is BaseException.__str__ and len(arguments) == 1 and isinstance(arguments[0], str):
        text = arguments[0]
    else:
        try:
            text = str(error)
        except Exception:  # MemoryError, for one; an exception may also fail to describe itself.
            text = ""
    return bounded(text) or type(error).__name__
