"""Which cache a command is about."""

from __future__ import annotations

import argparse
from pathlib import Path

from transformers_workbench.cache.where_words import places_of
from transformers_workbench.command_session import Json, Session
from transformers_workbench.errors import WorkbenchError


async def root_of(session: Session, options: argparse.Namespace) -> str:
    """The folder that is meant."""
    if options.root is not None:
        return _absolute(options.root)
    return str((await place_of(session, options))["path"])


async def place_of(session: Session, options: argparse.Namespace) -> Json:
    """What ``cache.where`` says of it.

    Raises:
        WorkbenchError: ``cache-missing``.
    """
    roots = [_absolute(options.root)] if options.root is not None else []
    found = places_of(await session.ask("cache.where", {"roots": roots}))
    wanted = [each for each in found if each["active"] is (options.root is None)]
    if not wanted and options.root is not None:
        wanted = found  # The named folder is the active one.
    if not wanted:
        raise WorkbenchError("cache-missing", message="huggingface_hub")
    place: Json = wanted[0]
    return place


def _absolute(folder: str) -> str:
    return str(Path(folder).expanduser().absolute())
