"""Changing the files that hold tokens so that a failure loses none of them.

The library empties a file before it writes it: on a full disk, what was in there would be gone.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transformers_agent.auth import library
from transformers_agent.auth.hidden import words_of
from transformers_agent.cache.hub_faults import FULL
from transformers_agent.faults import Fault
from transformers_agent.regular_files import read_bytes

KEPT = ".kept"
"""The ending of a copy that is there while its file is written."""


@contextmanager
def kept_whole(*, even_damaged: bool = False) -> Iterator[None]:
    """Within the block the library may write its files; whatever is raised, they are as before.

    Files that are made are for nobody but their owner, also by a version that does not see to it.
    ``even_damaged``: what cannot be read is going to be deleted.

    Raises:
        Fault: ``token-store-full``, ``token-store-read-only``, ``token-store-damaged``, and what the block
            raises.
    """
    files = [Path(library.token_file()).resolve(), Path(library.stored_file()).resolve()]
    copies: dict[Path, Path] = {}
    umask = os.umask(0o077)
    try:
        for file in files:
            _recover(file)
        if (damage := library.damage_of_store()) and not even_damaged:
            raise Fault("token-store-damaged", damage)
        for file in files:
            if file.exists():
                copies[file] = _copied(file)
        try:
            yield
        except BaseException:
            _put_back(files, copies)
            raise
        for file in files:
            if file.exists():
                file.chmod(0o600)
    except OSError as error:
        raise store_fault(error) from None
    finally:
        os.umask(umask)
        for copy in copies.values():
            with contextlib.suppress(OSError):
                copy.unlink()


def store_fault(error: OSError) -> Fault:
    """The fault of a file that could not be written."""
    reason = "token-store-full" if error.errno in FULL else "token-store-read-only"
    return Fault(reason, words_of(error), exception=type(error).__name__)


def _copy_of(file: Path) -> Path:
    return file.with_name(file.name + KEPT)


def _copied(file: Path) -> Path:
    """A copy beside the file, on the disk for sure: written before anything is emptied."""
    copy = _copy_of(file)
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as output:
            output.write(read_bytes(file))
            output.flush()
            os.fsync(descriptor)
        copy.chmod(stat.S_IMODE(file.stat().st_mode))
    except OSError:
        copy.unlink()
        raise
    return copy


def _put_back(files: list[Path], copies: dict[Path, Path]) -> None:
    for file in files:
        if file in copies:
            copies.pop(file).replace(file)  # Needs no space.
        else:
            file.unlink(missing_ok=True)


def _recover(file: Path) -> None:
    """Uses the copy that an earlier process left behind, if it was killed while it wrote."""
    copy = _copy_of(file)
    with contextlib.suppress(FileNotFoundError):
        if file.exists() and file.stat().st_size > 0:
            copy.unlink()
        else:
            copy.replace(file)
