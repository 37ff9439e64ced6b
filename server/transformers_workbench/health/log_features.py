"""Logs on the language server: opened, followed, asked, exported and closed. Its parts are imported when the
first log is opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from transformers_workbench import protocol
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method

if TYPE_CHECKING:
    from transformers_workbench.health.log_news import LogNews
    from transformers_workbench.health.open_logs import Following, Json, Start
    from transformers_workbench.health.script_findings import ScriptFinding


def register(
    server: WorkbenchServer, documents: DocumentEvents, script_changed: Callable[[str], None]
) -> Callable[[str], Sequence[ScriptFinding]]:
    """Puts them on the server. Returned: what was found in the open logs of a script, by its URI;
    ``script_changed`` is told when that is something else."""
    made: list[LogNews] = []

    def news() -> LogNews:
        from transformers_workbench.health.log_news import LogNews

        if not made:
            made.append(LogNews(server, script_changed))
        return made[0]

    def starter(params: protocol.LogOpenParams, path: Path) -> Start:
        async def start(changed: Callable[[Json], None], lost: Callable[[str], None]) -> Following:
            from transformers_workbench.health.follower import Asked, Follower

            asked = Asked(
                path=path,
                locale=server.options.locale,
                method=params.method,
                classes=params.classes,
                interpreter=server.options.interpreter,
            )
            return await Follower.start(asked, changed, lost)

        return start

    @method(server, protocol.HEALTH_OPEN, server.wording)
    async def open_log(params: protocol.LogOpenParams) -> protocol.LogState:
        from transformers_workbench.health.log_origin import origin_of
        from transformers_workbench.health.open_logs import Said

        path = local(params.log)
        origin = await asyncio.to_thread(origin_of, path)
        script = params.script if origin.script is None else uri_of(origin.script)
        said = Said(params.method, params.classes)
        logs = news().logs
        log = await logs.open(params.log, starter(params, path), script, origin.given, said)
        try:
            await log.tell(said)
            news().wrote(log, script)
            return await news().state(log, params.log)
        except BaseException:
            await logs.close(params.log)
            raise

    @method(server, protocol.HEALTH_CLOSE, server.wording)
    async def close(params: protocol.LogParams) -> None:
        log = await news().logs.close(params.log)
        if log is not None:
            news().forget(log)

    @method(server, protocol.HEALTH_CURVE, server.wording)
    async def curve(params: protocol.CurveParams) -> protocol.Curve:
        log = news().logs.get(params.log)
        return protocol.Curve(**await log.curve(_params(params)))

    @method(server, protocol.HEALTH_LINES, server.wording)
    async def lines(params: protocol.LogLinesParams) -> protocol.LogLines:
        answer = await news().logs.get(params.log).request("lines", _params(params))
        found = [protocol.LogLine(each["offset"], each["text"]) for each in answer["lines"]]
        return protocol.LogLines(found, answer["before"], answer["complete"])

    @method(server, protocol.HEALTH_EXPORT, server.wording)
    async def export(params: protocol.LogExportParams) -> protocol.LogExported:
        from transformers_workbench.health.log_export import export

        logs = [news().logs.get(uri) for uri in params.logs]
        return protocol.LogExported(await export(logs, local(params.target)))

    @method(server, protocol.HEALTH_FIX, server.wording)
    async def fix(params: protocol.FindingFixParams) -> protocol.FindingFix:
        log = news().logs.get(params.log)
        return protocol.FindingFix(await news().place(log, params.run, params.rule))

    def edited(uri: str) -> None:
        if made:
            made[0].edited(uri)

    async def close_all() -> None:
        if made:
            await made[0].logs.close_all()

    documents.changed.append(edited)
    documents.opened.append(edited)
    documents.closed.append(edited)
    server.shutting_down.append(close_all)
    return lambda uri: made[0].of_script(uri) if made else ()


def local(uri: str) -> Path:
    """The path of a URI.

    Raises:
        WorkbenchError: ``log-elsewhere``: it is on no disk of this machine.
    """
    if not uri.startswith("file:"):
        raise WorkbenchError("log-elsewhere", uri=uri)
    return path_of(uri)


def _params(params: Any) -> dict[str, Any]:
    """Of a request of the contract, as what follows the log takes it."""
    return attrs.asdict(params, filter=lambda field, _: field.name != "log")
