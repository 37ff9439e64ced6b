"""Tells the editor the newest state of each open log, with the places of its findings in their script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from transformers_workbench import protocol
from transformers_workbench.documents import canonical
from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.health.log_state import log_state, questions, script_place, wanted_in
from transformers_workbench.health.open_logs import OpenLog, OpenLogs
from transformers_workbench.health.script_findings import ScriptFinding
from transformers_workbench.health.script_insertion import Place
from transformers_workbench.health.script_places import ScriptPlaces, Wanted
from transformers_workbench.language_server import WorkbenchServer

QUIET = 0.5
"""Seconds without a keystroke before the places in a script that is typed in are told anew."""


class LogNews:
    """``script_changed`` is called with the URI of a script when other things are found in its logs."""

    def __init__(self, server: WorkbenchServer, script_changed: Callable[[str], None]) -> None:
        self.logs = OpenLogs(self.tell)
        self._server = server
        self._script_changed = script_changed
        self._places = ScriptPlaces(server.buffers)
        self._told: dict[OpenLog, Mapping[Wanted, object]] = {}
        self._again: set[OpenLog] = set()
        self._telling: dict[OpenLog, asyncio.Task[None]] = {}
        self._edited: dict[str, asyncio.Task[None]] = {}

    async def state(self, log: OpenLog, uri: str) -> protocol.LogState:
        """The newest state, for who opened the log by this URI."""
        asked = questions(log.state, log.given)
        before = self._told.get(log)
        places = self._told[log] = await self._places.find(log.script, asked)
        if before is None or before.keys() != places.keys():
            self._script_changed(log.script)
        lost = ""
        if log.lost is not None:
            error = WorkbenchError("log-lost", message=log.lost)
            lost = problem_words(error, self._server.say)
        return log_state(uri, log.script, log.state, log.given, places, lost)

    async def place(self, log: OpenLog, run: str, rule: str) -> protocol.ScriptPlace | None:
        """Of one finding, as its script is now."""
        for finding in log.state["findings"]:
            wanted = wanted_in(log.state, finding, log.given)
            if wanted is not None and (finding["run"], finding["rule"]) == (run, rule):
                found = (await self._places.find(log.script, [wanted])).get(wanted)
                return script_place(log.script, found) if isinstance(found, Place) else None
        return None

    def tell(self, log: OpenLog) -> None:
        """Sends the newest state as soon as the one before is sent."""
        self._again.add(log)
        if log not in self._telling:
            task = self._telling[log] = asyncio.ensure_future(self._tell(log))
            task.add_done_callback(lambda _: self._telling.pop(log, None))

    def wrote(self, log: OpenLog, script: str) -> None:
        """The log's script, by its URI, as who opened it last says."""
        if script != log.script:
            before, log.script = log.script, script
            self._told.pop(log, None)
            self._script_changed(before)
            self.tell(log)

    def forget(self, log: OpenLog) -> None:
        """It is closed."""
        self._told.pop(log, None)
        self._again.discard(log)
        self._script_changed(log.script)

    def edited(self, uri: str) -> None:
        """A document changed: the places in it may be others."""
        uri = canonical(uri)
        if any(canonical(log.script) == uri for log in self.logs if log.script):
            task = self._edited.pop(uri, None)
            if task is not None:
                task.cancel()
            self._edited[uri] = asyncio.ensure_future(self._look_again(uri))

    def of_script(self, uri: str) -> Sequence[ScriptFinding]:
        """What was found in the open logs of a script."""
        found = []
        for log in self.logs:
            if log.script and canonical(log.script) == uri and log.state:
                for finding in log.state["findings"]:
                    wanted = wanted_in(log.state, finding, log.given)
                    if wanted is not None:
                        words: dict[str, Any] = {
                            name: finding[name] for name in ("rule", "severity", "message", "advice")
                        }
                        found.append(ScriptFinding(run=log.state["name"], wanted=wanted, **words))
        return found

    async def _tell(self, log: OpenLog) -> None:
        while log in self._again:
            self._again.discard(log)
            state = await self.state(log, "")
            if log not in self.logs:
                self._told.pop(log, None)
                return
            for uri in +log.users:
                self._server.notify_client(protocol.HEALTH_CHANGED, attrs.evolve(state, log=uri))

    async def _look_again(self, uri: str) -> None:
        await asyncio.sleep(QUIET)
        self._edited.pop(uri, None)
        for log in self.logs:
            if log.script and canonical(log.script) == uri and log in self._told:
                places = await self._places.find(log.script, questions(log.state, log.given))
                if places != self._told.get(log):
                    self.tell(log)
