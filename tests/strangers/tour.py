"""Everything that an editor asks a language server about a folder that somebody opens and looks through."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hostile_runs import RUNS
from language_client import LanguageClient, RequestFailed, hover_params, render_params
from transformers_workbench import protocol
from transformers_workbench.protocol import Method

PATIENCE = 45.0
"""Seconds for one answer: never waited out where all is well."""
LARGEST = 2 * 2**20
MOST = 40
"""So many documents of one kind are looked at."""
LANGUAGES = {
    ".py": "python",
    ".json": "json",
    ".jinja": "jinja",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".md": "markdown",
    ".jsonl": "jsonl",
}
DATA = {".jsonl", ".json", ".csv", ".parquet", ".pkl", ".arrow"}
MODEL = ("config.json", "tokenizer_config.json", "chat_template.jinja", "tokenizer.json")
HEALTHY = "untitled:healthy.jinja"
AT_ONCE = 4


class Unanswered(AssertionError):
    """The server did not answer in time."""


class Tour:
    """Of one folder. ``failures``: what the server refused, by method."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.failures: list[tuple[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.answers: dict[str, list[Any]] = {}

    async def ask(self, method: Method | str, params: Any = None) -> Any:
        """The answer; ``None``: it was refused, with words.

        Raises:
            Unanswered: not in time.
        """
        name = method if isinstance(method, str) else method.name
        try:
            answer = await asyncio.wait_for(self.client.start(name, params)[1], PATIENCE)
        except RequestFailed as error:
            self.failures.append((name, error.args[0]))
            return None
        except asyncio.TimeoutError:
            raise Unanswered(f"{name} {str(params)[:300]}") from None
        self.answers.setdefault(name, []).append(answer)
        return answer

    async def take(self) -> None:
        """Opens what a person would open, and what the views ask by themselves.

        Raises:
            Unanswered: see ``ask``.
        """
        documents = self.open_documents()
        await self.look_at_runs()
        await self.look_at_documents(documents)
        await self.look_at_templates(documents)
        await self.look_at_training()
        await self.look_at_logs()
        await self.look_at_data()
        await self.look_at_views()
        await self.act_on_runs()
        for uri in documents:
            self.client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        for uri in documents:
            self.client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def open_documents(self) -> list[str]:
        """The documents that an editor can open: it does not open devices."""
        opened: list[str] = []
        for path in self.files():
            facts = path.stat() if path.exists() else None
            if facts is None or not stat.S_ISREG(facts.st_mode) or facts.st_size > LARGEST:
                continue
            if path.suffix in LANGUAGES and len(opened) < MOST and not path.is_symlink():
                text = path.read_bytes().decode("utf-8", "replace")
                self.client.open(path.as_uri(), text, LANGUAGES[path.suffix])
                opened.append(path.as_uri())
        for number, path in enumerate(self.named(".ipynb")):
            cell = path.as_uri().replace("file:", "vscode-notebook-cell:") + f"#W{number}"
            self.client.open(cell, "x = 1\n", "python")
            opened.append(cell)
        return opened

    async def look_at_runs(self) -> None:
        """Lists the runs as the view does, and shows each."""
        folders = [self.folder / RUNS, self.folder / "nested" / RUNS]
        for _ in range(2):
            listed = await self.ask(protocol.TRAINING_LIST, {"folders": [each.as_uri() for each in folders]})
        self.runs = listed["runs"] if listed else []
        uris = [run["folder"] for run in self.runs][:MOST]
        uris += [each.as_uri() for each in sorted((self.folder / RUNS).glob("*"))[:MOST]]
        await self.each(protocol.TRAINING_SHOW, [{"folder": uri} for uri in dict.fromkeys(uris)])

    async def act_on_runs(self) -> None:
        """Asks for what must not happen, last of all: who only looks is not to start anything either."""
        await self.look_at_runs()
        for uri in [run["folder"] for run in self.runs[:12]]:
            await self.ask(protocol.TRAINING_RESUME, {"folder": uri})
            for level in ("checkpoint", "kill"):
                await self.ask(protocol.TRAINING_STOP, {"folder": uri, "level": level})

    async def look_at_documents(self, documents: Sequence[str]) -> None:
        """What is asked of each open document."""
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
        for uri in documents:
            document = {"uri": uri}
            context: dict[str, list[Any]] = {"diagnostics": []}
            for name, params in (
                ("textDocument/hover", hover_params(uri, 0, 4)),
                ("textDocument/codeLens", {"textDocument": document}),
                ("textDocument/inlayHint", {"textDocument": document, "range": whole}),
                ("textDocument/codeAction", {"textDocument": document, "range": whole, "context": context}),
            ):
                await self.ask(name, params)
            await self.ask(protocol.AUTH_REPOSITORIES, {"uri": uri})
            await self.ask(protocol.AUTH_GIT_STATE, {"uri": uri})
            if uri.endswith(".json"):
                await self.ask(protocol.EMBEDDED, {"uri": uri})

    async def look_at_templates(self, documents: Sequence[str]) -> None:
        """Previews each template, whether in a document or in a model's folder."""
        await self.ask(protocol.MODELS, {"folders": [self.folder.as_uri()]})
        for number, uri in enumerate(uri for uri in documents if uri.endswith(".jinja")):
            await self.ask(protocol.INSPECT, {"source": {"kind": "document", "uri": uri}})
            await self.ask(protocol.RENDER, render_params(uri, panel=f"document {number}"))
        folders = sorted({path.parent for name in MODEL for path in self.named(name)})[:MOST]
        for number, folder in enumerate(folders):
            source = {"kind": "folder", "uri": folder.as_uri()}
            await self.ask(protocol.INSPECT, {"source": source})
            params = {**render_params("", panel=f"folder {number}"), "source": source}
            rendered = await self.ask(protocol.RENDER, params)
            if rendered is not None and rendered["kind"] == "rendered":
                tokens = {"panel": f"folder {number}", "sequence": rendered["sequence"]}
                await self.ask(protocol.TOKENIZE, tokens)
            self.client.notify(protocol.CLOSED.name, {"panel": f"folder {number}"})

    async def look_at_training(self) -> None:
        """What comes before a run: its file, the exact command, the memory it needs."""
        specs = [{"script": path.as_uri()} for path in self.named(".py")[:12]]
        for path in self.named(".run.json"):
            spec = await self.ask(protocol.TRAINING_READ_FILE, {"uri": path.as_uri()})
            specs += [spec] if spec is not None else []
        params = [{"spec": spec, "folder": self.folder.as_uri()} for spec in specs]
        await self.each(protocol.TRAINING_PLAN, params)
        await self.each(protocol.TRAINING_ESTIMATE, params)

    async def look_at_logs(self) -> None:
        """Opens each log, reads some of its lines, and closes it."""
        logs = [*(self.folder / RUNS).glob("*"), *self.named(".log"), *self.named("trainer_state.json")]
        logs += [*self.named("metrics.jsonl"), *self.named("log.txt"), *{p.parent for p in self.events()}]
        for log in list(dict.fromkeys(logs))[:MOST]:
            await self.ask(protocol.HEALTH_OPEN, {"log": log.as_uri()})
            await self.ask(protocol.HEALTH_LINES, {"log": log.as_uri(), "search": "loss"})
            self.client.notify(protocol.HEALTH_CLOSE.name, {"log": log.as_uri()})
            is_text = log.suffix in (".log", ".txt") and log.is_file() and not log.is_symlink()
            if is_text and log.stat().st_size < LARGEST:
                text = log.read_bytes().decode("utf-8", "replace")
                await self.ask(protocol.AUTH_EXPLAIN, {"text": text})

    async def look_at_data(self) -> None:
        """A look at whatever may be training data."""
        files = [path for path in self.files() if path.suffix in DATA and RUNS.parts[0] not in path.parts]
        await self.each(protocol.TRAINING_DATA, [{"uri": path.as_uri()} for path in files[:MOST]])

    async def look_at_views(self) -> None:
        """What the other views ask for."""
        folders = [self.folder.as_uri()]
        for look in ("changes", "thorough"):
            listed = await self.ask(protocol.CACHE_LIST, {"folders": folders, "look": look})
        for root in listed["roots"] if listed else []:
            params = {"root": root["path"], "what": "free", "bytes": 1, "folders": folders}
            await self.ask(protocol.CACHE_PROPOSE, params)
        await self.ask(protocol.TENSORBOARD_FOLDERS, {"folders": folders})
        servers = await self.ask(protocol.TENSORBOARD_SERVERS)
        for server in servers["servers"] if servers else []:
            await self.ask(protocol.TENSORBOARD_STOP, {"id": server["id"]})
        await self.ask(protocol.AUTH_STATUS)

    async def each(self, method: Method, params: Iterable[Any]) -> None:
        """Asks for several, some at once."""
        waiting = list(params)
        for first in range(0, len(waiting), AT_ONCE):
            batch = waiting[first : first + AT_ONCE]
            await asyncio.gather(*(self.ask(method, each) for each in batch))

    def files(self) -> Iterator[Path]:
        """What is not a folder, links not followed, not far down."""
        for where, folders, names in os.walk(self.folder):
            depth = len(Path(where).relative_to(self.folder).parts)
            folders[:] = sorted(name for name in folders if name != ".git") if depth < 6 else []
            linked = [name for name in folders if Path(where, name).is_symlink()]
            yield from (Path(where, name) for name in sorted([*names, *linked]))

    def named(self, ending: str) -> list[Path]:
        """Those whose names end so."""
        return [path for path in self.files() if path.name.endswith(ending)][:MOST]

    def events(self) -> list[Path]:
        """Event files."""
        return [path for path in self.files() if "tfevents" in path.name][:MOST]


async def ready(client: LanguageClient) -> None:
    """Returns when a hover is answered."""
    client.open(HEALTHY, "{{ tools }}")
    await client.eventually("textDocument/hover", hover_params(HEALTHY, 0, 4))


async def hover_seconds(client: LanguageClient, count: int) -> list[float]:
    """How long hovers on a healthy document take, one after the other.

    Raises:
        Unanswered: one took too long.
    """
    took = []
    for _ in range(count):
        asked = time.perf_counter()
        try:
            answer = await asyncio.wait_for(
                client.start("textDocument/hover", hover_params(HEALTHY, 0, 4))[1], PATIENCE
            )
        except asyncio.TimeoutError:
            raise Unanswered("textDocument/hover on a healthy document") from None
        assert "tools" in answer["contents"]["value"]
        took.append(time.perf_counter() - asked)
    return took
