"""The runs on the language server: start, list, show, stop, resume, remove. Its parts are imported when it is
first asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transformers_workbench import protocol
from transformers_workbench.documents import path_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method
from transformers_workbench.shown_runs import ShownRuns

if TYPE_CHECKING:
    from transformers_workbench.training.run_watch import Watch


def register(server: WorkbenchServer, shown: ShownRuns) -> None:
    """Puts them on the server. ``shown`` is told which runs somebody is shown, and when they change."""
    watching: list[Watch] = []

    def changed() -> None:
        server.notify_client(protocol.TRAINING_CHANGED, protocol.RunsChanged())
        shown.changed()

    def watch() -> Watch:
        from transformers_workbench.training.run_watch import Watch

        if not watching:
            watching.append(Watch(changed, states))
        return watching[0]

    def states(folders: Iterable[Path]) -> object:
        from transformers_workbench.training.runs import all_runs

        found = all_runs(folders, supervised=trusted()).runs  # Who has no supervisor gets one.
        return [(seen.facts.folder, seen.stands.state) for seen in found]

    def token() -> Mapping[str, str]:
        return server.lanes.token

    def trusted() -> bool:
        return server.settings.trusted

    def require_trust() -> None:
        if not trusted():
            raise WorkbenchError("workspace-untrusted")

    async def now(folder: Path) -> protocol.Run:
        from transformers_workbench.training.run_words import described
        from transformers_workbench.training.runs import look_up

        return await asyncio.to_thread(lambda: described(look_up(folder, supervised=trusted()), server.say))

    @method(server, protocol.TRAINING_START, server.wording)
    async def start(params: protocol.RunStartParams) -> protocol.RunStarted:
        from transformers_workbench.training import run_start
        from transformers_workbench.training.run_preparation import prepared

        require_trust()
        interpreter = server.options.interpreter
        if interpreter is None:
            raise WorkbenchError("interpreter-missing")
        runs_folder = folder_of(params.runs_folder)

        ready = await prepared(params.spec, params.folder, interpreter)
        started = await finished(lambda: run_start.start(ready, runs_folder, token(), again=params.again))
        changed()
        return protocol.RunStarted(await now(started.folder), started.reused)

    @method(server, protocol.TRAINING_LIST, server.wording)
    async def list_runs(params: protocol.RunsParams) -> protocol.Runs:
        from transformers_workbench.training.run_words import described, unreadable_words
        from transformers_workbench.training.runs import all_runs

        folders = [path_of(uri) for uri in params.folders if uri.startswith("file:")]
        await watch().saw(folders)
        shown.saw(folders)

        def work() -> protocol.Runs:
            found = all_runs(folders, supervised=trusted())
            return protocol.Runs(
                [described(seen, server.say) for seen in found.runs],
                [unreadable_words(path, why, server.say) for path, why in found.unreadable],
            )

        return await asyncio.to_thread(work)

    @method(server, protocol.TRAINING_SHOW, server.wording)
    async def show(params: protocol.RunParams) -> protocol.RunDetails:
        from transformers_workbench.training.run_details import details
        from transformers_workbench.training.runs import look_up

        folder = folder_of(params.folder)
        return await asyncio.to_thread(lambda: details(look_up(folder, supervised=trusted()), server.say))

    @method(server, protocol.TRAINING_STOP, server.wording)
    async def stop(params: protocol.RunStopParams) -> protocol.Run:
        from transformers_workbench.training.run_stop import stop

        folder = folder_of(params.folder)
        await finished(lambda: stop(folder, params.level))
        changed()
        return await now(folder)

    @method(server, protocol.TRAINING_RESUME, server.wording)
    async def resume(params: protocol.RunParams) -> protocol.RunStarted:
        from transformers_workbench.training.run_start import resume

        require_trust()
        folder = folder_of(params.folder)
        started = await finished(lambda: resume(folder, token()))
        changed()
        return protocol.RunStarted(await now(folder), started.reused)

    @method(server, protocol.TRAINING_ADOPT, server.wording)
    async def adopt(params: protocol.RunParams) -> protocol.Run:
        from transformers_workbench.training.run_adoption import adopt

        require_trust()
        folder = folder_of(params.folder)
        await finished(lambda: adopt(folder))
        changed()
        return await now(folder)

    @method(server, protocol.TRAINING_REMOVE, server.wording)
    async def remove(params: protocol.RunParams) -> protocol.RunRemoved:
        from transformers_workbench.training.runs import remove

        folder = folder_of(params.folder)
        freed = await finished(lambda: remove(folder))
        changed()
        return protocol.RunRemoved(freed)


async def finished(work: Callable[[], Any]) -> Any:
    """What changes something is done to its end, also when whoever asked is gone."""
    return await asyncio.shield(asyncio.to_thread(work))


def folder_of(uri: str) -> Path:
    """The folder on this machine that a URI names.

    Raises:
        WorkbenchError: ``run-missing``: it is elsewhere.
    """
    if not uri.startswith("file:"):
        raise WorkbenchError("run-missing", path=uri)
    return path_of(uri)
