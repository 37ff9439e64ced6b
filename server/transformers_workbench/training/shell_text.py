"""A command as the user's shell takes it: for reading, copying and editing, never for running it here."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Sequence


def shell_text(
    command: Sequence[str], environment: Iterable[tuple[str, str]] = (), *, windows: bool = os.name == "nt"
) -> str:
    """One line for a POSIX shell, or for PowerShell on Windows."""
    if windows:
        return _power_shell(command, environment)
    return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in environment), shlex.join(command)])


def _power_shell(command: Sequence[str], environment: Iterable[tuple[str, str]]) -> str:
    words = [_power_shell_word(word) for word in command]
    if words and words[0].startswith("'"):
        words.insert(0, "&")  # Else it is a text, not a command.
    set_first = [f"$env:{name} = {_literal(value)}" for name, value in environment]
    return "; ".join([*set_first, " ".join(words)])


def _power_shell_word(word: str) -> str:
    # Letters that mean nothing to PowerShell; a dash at the beginning is an option's, as it should be.
    return word if re.fullmatch(r"[\w./:\\=+-]+", word, re.ASCII) else _literal(word)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
