"""Places of arguments in scripts as they are now: in the editor when they are open there, else on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path

import attrs

from transformers_workbench.documents import OpenBuffer, canonical, path_of, read_text
from transformers_workbench.errors import WorkbenchError

MOST = 32
"""Scripts whose places are kept."""


@attrs.frozen
class Wanted:
    """An argument to change, as a finding names it. ``ran_with``, ``logged``: see ``find_place``."""

    argument: str
    suggested: object
    given: tuple[str, ...] = ()
    ran_with: object = None
    logged: object = None


@attrs.define
class _Known:
    stamp: object
    places: dict[Wanted, object]


class ScriptPlaces:
    """Looks a script through once for each question, as long as it stays as it is."""

    def __init__(self, open_buffer: OpenBuffer) -> None:
        self._open_buffer = open_buffer
        self._known: dict[str, _Known] = {}

    async def find(self, script: str, wanted: Collection[Wanted]) -> Mapping[Wanted, object]:
        """What is asked → its ``Place``, its ``Option`` or ``None``. ``script``: a URI; of one that cannot be
        read there are none."""
        if not wanted or not script.startswith("file:"):
            return {}
        script = canonical(script)
        buffer = self._open_buffer(script)
        stamp: object = buffer.version if buffer is not None else await asyncio.to_thread(_stamp, script)
        known = self._known.pop(script, None)
        if known is None or known.stamp != stamp:
            known = _Known(stamp, {})
        missing = [each for each in wanted if each not in known.places]
        if missing:
            text = None if buffer is None else buffer.text
            known.places |= await asyncio.to_thread(_look, path_of(script), text, missing)
        self._known[script] = known
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]
        return {each: known.places[each] for each in wanted}


def _stamp(script: str) -> tuple[int, int] | None:
    try:
        stat = path_of(script).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _look(path: Path, text: str | None, wanted: Collection[Wanted]) -> dict[Wanted, object]:
    from transformers_workbench.health.script_place import Script

    try:
        text = read_text(path) if text is None else text
    except WorkbenchError:
        return dict.fromkeys(wanted)
    scripts = {given: Script(text, given) for given in {each.given for each in wanted}}
    return {
        each: scripts[each.given].place(
            each.argument, each.suggested, ran_with=each.ran_with, logged=each.logged
        )
        for each in wanted
    }
