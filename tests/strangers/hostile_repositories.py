"""Hostile repositories, made by code: what each tries, and how its payloads are made to fire on purpose.

A builder fills a folder and says with which triggers its payloads would fire: ``test_canary.py`` pulls each,
since a payload that cannot fire proves nothing. Builders are in the modules ``hostile_*.py``, a subject each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transformers_agent.tensorboard.process_identity import identity

SECRET = "bait-" + "k3Vb9QxT" * 4
"""What lies outside every repository and must not be in any message."""


class Canary:
    """A folder outside of the repository: a file that every payload appends to, a secret, and a process that
    nothing may signal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "canary"
        self.secret = folder / "secret"
        self.secret.write_text(f"{SECRET}\n", encoding="utf-8")
        self.afterwards: list[Callable[[], None]] = []
        """What makes the repository one that can be deleted as any other."""
        self._victim: subprocess.Popen[bytes] | None = None

    def python(self, what: str) -> str:
        """A Python expression that leaves ``what`` in the file."""
        return f"open({str(self.file)!r}, 'a').write({what + chr(10)!r})"

    def shell(self, what: str) -> str:
        """A command of a POSIX shell that leaves ``what`` in the file."""
        return f"echo {what} >> '{self.file}'"

    def script(self, path: Path, what: str, more: str = "") -> Path:
        """An executable shell script that leaves ``what`` in the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{self.shell(what)}\n{more}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def fired(self) -> list[str]:
        """What was executed."""
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []

    def victim(self) -> tuple[int, str]:
        """Pid and identity of a process that has nothing to do with any run."""
        if self._victim is None:
            sleeper = "import time; time.sleep(3600)"
            self._victim = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", sleeper], cwd=self.folder, start_new_session=True
            )
        told = identity(self._victim.pid)
        assert told is not None
        return self._victim.pid, told

    def victim_lives(self) -> bool:
        """Also when there is none."""
        return self._victim is None or self._victim.poll() is None

    def close(self) -> None:
        """Ends the process, and undoes what would hinder a deletion."""
        for undo in self.afterwards:
            undo()
        if self._victim is not None:
            self._victim.kill()
            self._victim.wait()


@dataclass(frozen=True)
class Trigger:
    """What makes a payload leave ``what`` in the canary's file."""

    what: str
    words: tuple[str, ...]
    where: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def pull(self) -> None:
        """Executes it, whatever comes of it."""
        subprocess.run(
            self.words,
            cwd=self.where,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )


@dataclass(frozen=True)
class Built:
    """A hostile repository on the disk. ``environment``: what the user's terminal had when it was opened."""

    triggers: tuple[Trigger, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path | None:
        """Where that environment has the workbench keep its state."""
        state = self.environment.get("TRANSFORMERS_WORKBENCH_STATE")
        return Path(state) if state is not None else None


Builder = Callable[[Path, Canary], Built]


@dataclass(frozen=True)
class Repository:
    """``tries``: in a line, what it is after. ``alone``: it needs a server that was started in it."""

    name: str
    tries: str
    alone: bool
    build: Builder


REPOSITORIES: dict[str, Repository] = {}


def hostile(tries: str, *, alone: bool = False) -> Callable[[Builder], Builder]:
    """Registers a builder under its name."""

    def register(build: Builder) -> Builder:
        name = build.__name__.replace("_", "-")
        assert name not in REPOSITORIES, name
        REPOSITORIES[name] = Repository(name, tries, alone, build)
        return build

    return register


def write(path: Path, text: str) -> Path:
    """A text file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_json(path: Path, value: Any) -> Path:
    """A JSON file, with the folders above it."""
    return write(path, json.dumps(value))


def link(path: Path, target: str | Path) -> Path:
    """A symbolic link, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return path


def pipe(path: Path) -> Path:
    """A named pipe that nobody writes to, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    return path


def nested(depth: int) -> str:
    """JSON that is nothing but depth."""
    return "[" * depth + "]" * depth
