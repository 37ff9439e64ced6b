"""The language server with what every room needs: options, open buffers, lanes of agents, status."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from transformers_workbench import __version__, protocol
from transformers_workbench.agent_client import AgentFacts
from transformers_workbench.buffers import Buffers, count_lines_as_the_editor
from transformers_workbench.documents import path_of
from transformers_workbench.early_agent import EarlyAgent
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lanes import Lanes, packages_of
from transformers_workbench.protocol import InitializationOptions, ServerStatus, Settings
from transformers_workbench.reasons import REASONS
from transformers_workbench.rpc import WorkbenchProtocol, converter, decode, prepare_contract
from transformers_workbench.wording import ENGLISH, Wording, wording_for


class WorkbenchServer(LanguageServer):
    """The language server with what every room needs."""

    def __init__(self, early: EarlyAgent | None = None) -> None:
        super().__init__(
            "transformers-workbench",
            __version__,
            protocol_cls=WorkbenchProtocol,
            converter_factory=lambda: converter,
        )
        self._early = early
        self.options = InitializationOptions()
        self.settings = Settings()
        self.settings_changed: list[Callable[[], None]] = []
        """Called after ``settings`` changed."""
        self.shutting_down: list[Callable[[], Awaitable[None]]] = []
        """Called when the editor says goodbye."""
        self.say: Wording = ENGLISH
        self.buffers = Buffers(self)
        self.lanes = Lanes(None, lambda facts: None)
        self._facts: AgentFacts | None = None
        self._listeners: list[Callable[[], Awaitable[None]]] = []

    @property
    def has_interpreter(self) -> bool:
        return self.options.interpreter is not None

    def wording(self) -> Wording:
        return self.say

    def library(self) -> str:
        """For example ``transformers 5.23.0``; empty until an agent has said so."""
        version = self._facts.packages.get("transformers") if self._facts else None
        return f"transformers {version}" if version else ""

    def workspace_folders(self) -> list[Path]:
        """The folders that are open in the editor."""
        return [path_of(uri) for uri in self.workspace.folders if uri.startswith("file:")]

    def when_ready(self, listener: Callable[[], Awaitable[None]]) -> None:
        """``listener`` is called once, when the agents are warm: the time for what is not urgent."""
        self._listeners.append(listener)

    def notify_client(self, contract: protocol.Method, params: object) -> None:
        """Sends a notification of the contract."""
        self.protocol.notify(contract.name, converter.unstructure(params))

    def begin(self, params: lsp.InitializeParams) -> None:
        """Takes in the client's options and starts the agents in the background."""
        self.options = decode(params.initialization_options, InitializationOptions)
        self.settings = self.options.settings or Settings()
        self.say = wording_for(self.options.locale)
        self.lanes = Lanes(self.options.interpreter, self._announce, self._early)
        count_lines_as_the_editor(self.workspace)

    async def report(self) -> None:
        """Says how things stand, warms the agents up, and says it again."""
        if not self.has_interpreter:
            reason = REASONS["interpreter-missing"]
            self._send_status("error", f"{self.say(reason.message)} {self.say(reason.advice)}")
            return
        self._send_status("starting", self.say("Starting Python…"), busy=True)
        self.lanes.prewarm()
        await prepare_contract()
        try:
            await self.lanes.template.request("warm_up", {"lane": "template"}, deadline=120.0)
        except WorkbenchError as error:
            reason = REASONS[error.reason]
            values = {"interpreter": self.options.interpreter, **error.values}
            self._send_status("error", self.say(reason.message, **values))
            return
        self._send_status("ok", self.say("Using {library}.", library=self.library()))
        for listener in self._listeners:
            await listener()

    def _announce(self, facts: AgentFacts) -> None:
        self._facts = facts

    def _send_status(self, health: str, message: str, busy: bool = False) -> None:
        facts = self._facts
        status = ServerStatus(
            health=health,  # type: ignore[arg-type]
            message=message,
            busy=busy,
            interpreter=self.options.interpreter,
            python_version=facts.python if facts else None,
            packages=packages_of(facts, self.say) if facts else [],
        )
        self.notify_client(protocol.STATUS, status)
