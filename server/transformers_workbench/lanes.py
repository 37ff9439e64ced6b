"""The lanes of agents (see docs/architecture.md) and what is known of the interpreter they run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from transformers_workbench.agent_client import AgentFacts
from transformers_workbench.early_agent import EarlyAgent
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.protocol import PackageVersion
from transformers_workbench.wording import Wording


class NoInterpreter(Lane):
    """Stands where a lane would, when there is no Python to run one on."""

    def __init__(self) -> None:
        super().__init__("none", "")

    async def request(self, *arguments: object, **options: object) -> dict[str, object]:
        raise WorkbenchError("interpreter-missing")

    def prewarm(self) -> None:
        """Nothing to warm."""


class Lanes:
    """One lane a kind of work."""

    def __init__(
        self,
        interpreter: str | None,
        announce: Callable[[AgentFacts], None],
        early: EarlyAgent | None = None,
    ) -> None:
        if early is not None and early.interpreter != interpreter:
            early.discard()
            early = None
        if interpreter is None:
            self.template: Lane = NoInterpreter()
            self.inspection: Lane = NoInterpreter()
            self.tokenizer: Lane = NoInterpreter()
            self.cache: Lane = NoInterpreter()
            self.workspace: Lane = NoInterpreter()
            self.training: Lane = NoInterpreter()
        else:
            self.template = Lane("template", interpreter, announce, early)
            self.inspection = Lane("template", interpreter)
            self.tokenizer = Lane("tokenizer", interpreter)
            self.cache = Lane("cache", interpreter)
            self.workspace = Lane("cache", interpreter)
            self.training = Lane("training", interpreter, torch=True)
        self._interpreter = interpreter
        self.token: Mapping[str, str] = {}
        """The environment that tells the library the token of the editor, if there is one."""

    def prewarm(self) -> None:
        """Starts what the first text needs, and what says which libraries there are. Tokenizers and
        inspection follow when somebody works with templates."""
        self.template.prewarm()

    def job(self, online: bool, *, with_token: bool = False) -> Lane:
        """A lane for one job, which whoever asks for it closes. ``online``: it may reach the network, and has
        the token of the editor; ``with_token``: it has that although it may not."""
        if self._interpreter is None:
            return NoInterpreter()
        token = self.token if online or with_token else None
        return Lane("cache", self._interpreter, online=online, environment=token)

    async def close(self) -> None:
        for lane in (
            self.template,
            self.inspection,
            self.tokenizer,
            self.cache,
            self.workspace,
            self.training,
        ):
            await lane.close()


def packages_of(facts: AgentFacts, say: Wording) -> list[PackageVersion]:
    """The packages that matter here; a missing one says what does not work without it."""
    needs = {
        "transformers": say("rendering chat templates"),
        "jinja2": say("rendering chat templates"),
        "tokenizers": say("tokens"),
        "huggingface_hub": say("models in the cache"),
    }
    return [
        PackageVersion(
            name=name,
            version=version,
            needed_for="" if version is not None else needs.get(name, ""),
            requirement=name if version is None and name in needs else "",
        )
        for name, version in facts.packages.items()
    ]
