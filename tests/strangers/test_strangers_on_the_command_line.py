"""Commands are run in hostile repositories, by somebody who has a token in the environment: nothing of them
runs, learns the token, reads what is typed, or fills or steers the terminal.

Each command is a process, and of a repository only those are run that open what is hostile in it. What takes
longest is ``render``, which imports transformers: a template and a model folder of a repository are enough.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from all_repositories import ALL
from hostile_repositories import SECRET, Canary, Repository
from hostile_runs import RUNS
from language_client import ROOT
from marked_processes import MarkedProcesses
from tour import MODEL
from traces import Untouched, executed, of_processes, with_token
from windows import GONE_SECONDS, TOKEN

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of a POSIX system")

SECONDS = 90
AT_ONCE = 2
LARGEST = 4 * 2**20
"""Bytes that a command prints; a log is shown from its last MiB on."""
TYPED = b"typed by somebody\n"
CONTROLS = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""What steers a terminal, and what turns text around."""
VERBATIM = ("runs logs", "render")
"""What prints something as it is, because that is what was asked for."""
EVERYTHING = frozenset({"check", "health", "render", "runs"})
ASKED = {
    "hostile_git": frozenset({"check"}),
    "hostile_programs": frozenset({"check", "programs", "runs"}),
    "hostile_models": frozenset({"check", "render"}),
    "hostile_logs": frozenset({"check", "health"}),
    "hostile_runs": frozenset({"health", "runs"}),
    "hostile_run_files": frozenset({"health", "runs"}),
}
"""What is asked of the repositories of a subject; of the others, everything."""


@dataclass(frozen=True)
class Done:
    """A command that ended; ``code`` ``None``: it did not."""

    words: tuple[str, ...]
    code: int | None
    out: bytes
    errors: bytes
    is_typed_text_left: bool

    @property
    def name(self) -> str:
        return " ".join(self.words)

    def faults(self) -> Iterator[str]:
        """What it should not have done."""
        if self.code not in (0, 1, 2):
            yield f"{self.name}: exit code {self.code}: {self.errors[-300:]!r}"
        if b"Traceback (most recent call last)" in self.errors:
            yield f"{self.name}: {self.errors[-600:].decode('utf-8', 'replace')}"
        if len(self.out) + len(self.errors) > LARGEST:
            yield f"{self.name}: printed {len(self.out) + len(self.errors)} bytes"
        if not self.is_typed_text_left:
            yield f"{self.name}: read what was typed"
        if TOKEN.encode() in self.out + self.errors or SECRET.encode() in self.out + self.errors:
            yield f"{self.name}: printed a secret"
        if not self.name.startswith(VERBATIM) and (found := CONTROLS.search(self.out + self.errors)):
            yield f"{self.name}: printed {found.group()!r}"


@pytest.mark.parametrize("repository", ALL, ids=lambda each: each.name)
def test_commands_run_nothing_of_it_and_end(repository: Repository, tmp_path: Path, canary: Canary) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    built = repository.build(folder, canary)
    untouched = Untouched(folder, canary, built.state)
    own = {
        "TRANSFORMERS_WORKBENCH_STATE": str(tmp_path / "state"),
        "XDG_STATE_HOME": str(tmp_path / "state-home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HF_HOME": str(tmp_path / "huggingface"),
        "HF_TOKEN": TOKEN,
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "LC_ALL": "C.UTF-8",
        **built.environment,
    }
    faults: list[str] = []
    with MarkedProcesses(TOKEN) as processes, ThreadPoolExecutor(AT_ONCE) as threads:
        environment = {**os.environ, **own, **processes.environment}
        done = threads.map(lambda words: command(words, folder, environment), commands(folder, repository))
        for each in done:
            faults += each.faults()
        faults += [f"left: {each.words[:4]}" for each in processes.left(GONE_SECONDS)]
        processes.end()
    faults += of_processes(processes.seen.values(), folder, str(ROOT / "server"))
    faults += executed(canary)
    faults += untouched.changes()
    faults += with_token(TOKEN, [folder, canary.folder, tmp_path / "state"])
    assert not faults, "\n".join(faults)


def commands(folder: Path, repository: Repository) -> list[tuple[str, ...]]:
    """What somebody asks who looks around in a folder, as far as it concerns what is hostile in this one."""
    found = Files(folder)
    asked = ASKED.get(repository.build.__module__, EVERYTHING)
    runs = sorted(path.name for path in (folder / RUNS).glob("*"))
    logs = [str(RUNS / run) for run in runs[:1]] + [path.name for path in sorted(folder.glob("*.log"))]
    logs += [str(path.relative_to(folder)) for path in found.states()[:2]]
    words: list[tuple[str, ...]] = []
    if "runs" in asked:
        words += [("runs", "list"), ("runs", "list", "--json")]
        words += [("runs", verb, run) for run in runs[:2] for verb in ("show", "logs")]
        words += [("runs", verb, run) for run in runs[:1] for verb in ("resume", "stop")]
    if "check" in asked:
        words += [("check", ".")]
    if "health" in asked:
        words += [("health", "--", log) for log in logs[:5]]
    if "render" in asked:
        words += [("render", "--", source) for source in found.sources()]
    if "programs" in asked:
        words += [("devices",), ("cache", "list")]
    if (folder / "state").is_dir():
        words += [("tensorboard", "list")]
    if (folder / "cache").is_dir():
        words += [("cache", "list"), ("cache", "where")]
    return words


class Files:
    """What there is to be named in a command."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = list(walk(folder))

    def states(self) -> list[Path]:
        return [path for path in self._files if path.name == "trainer_state.json"]

    def sources(self) -> list[str]:
        """A template and a model folder."""
        templates = [path for path in self._files if path.suffix == ".jinja"]
        models = {path.parent for path in self._files if path.name in MODEL} - {self._folder}
        return [f"./{path.relative_to(self._folder)}" for path in (*templates[:1], *sorted(models)[:1])]


def walk(folder: Path) -> Iterator[Path]:
    """Files, links among them."""
    for where, folders, names in os.walk(folder):
        if len(Path(where).parts) - len(folder.parts) > 5:
            folders.clear()
        folders.sort()
        yield from (Path(where, name) for name in sorted(names))


def command(words: tuple[str, ...], folder: Path, environment: dict[str, str]) -> Done:
    """Runs one in the repository, with something typed that is meant for what comes after it."""
    reading, writing = os.pipe()
    os.write(writing, TYPED)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(ROOT / "server" / "start.py"), *words],
            cwd=folder,
            env=environment,
            stdin=reading,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        code, out, errors = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired as error:
        code, out, errors = None, error.stdout or b"", error.stderr or b""
    os.set_blocking(reading, False)
    try:
        typed = os.read(reading, 100)
    except BlockingIOError:
        typed = b""
    os.close(reading)
    os.close(writing)
    return Done(words, code, out, errors, typed == TYPED)
