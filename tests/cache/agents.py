"""Real agents for tests of the cache."""

from __future__ import annotations

import functools
import os
import shlex
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from transformers_workbench.agent_client import Agent, Progress
from transformers_workbench.errors import WorkbenchError

PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON") or sys.executable
"""Whose libraries are tested."""
DEADLINE = 60.0


@asynccontextmanager
async def running(*, online: bool = False, interpreter: str = PYTHON) -> AsyncIterator[Agent]:
    """An agent, ended afterwards."""
    agent = await Agent.start(interpreter, online=online)
    try:
        yield agent
    finally:
        await agent.kill()


async def refused(agent: Agent, method: str, params: dict[str, Any], **options: Any) -> WorkbenchError:
    """The error of a request that must fail."""
    with pytest.raises(WorkbenchError) as caught:
        await agent.ask(method, params, DEADLINE, **options)
    return caught.value


class Followed:
    """Takes progress down."""

    def __init__(self) -> None:
        self.states: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.states.append(progress)


def use_hub(monkeypatch: pytest.MonkeyPatch, url: str, home: Path) -> None:
    """Agents started from now on ask this hub, know no token, and have a home of their own."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", url)
    monkeypatch.setenv("HF_HOME", str(home))


def wrapped(folder: Path, before: str) -> str | None:
    """An interpreter that runs ``before``, a shell's words that end in a command to be continued; ``None``
    where that is not possible, on Windows for one."""
    if os.name == "nt":
        return None
    script = folder / "python"
    script.write_text(f'#!/bin/sh\n{before} {shlex.quote(PYTHON)} "$@"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    tried = subprocess.run([script, "-c", "pass"], capture_output=True, timeout=60, check=False)
    return str(script) if tried.returncode == 0 else None


def obedient(folder: Path) -> str:
    """An interpreter for which permissions hold, even when the tests are run by root."""
    if os.name == "nt" or os.geteuid() != 0:
        return PYTHON
    interpreter = wrapped(folder, "exec setpriv --bounding-set=-dac_override,-dac_read_search,-fowner")
    if interpreter is None:
        pytest.skip("permissions do not hold for root here")
    return interpreter


@functools.cache
def has_shared_store() -> bool:
    """Whether the agents' library keeps blobs that several repositories share."""
    found = subprocess.run(
        [PYTHON, "-c", "import huggingface_hub.utils._shared_blobs"], capture_output=True, check=False
    )
    return found.returncode == 0
