"""A small client: drives a real agent over its pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

AGENT = Path(__file__).resolve().parents[2] / "server" / "transformers_agent" / "__main__.py"
INTERPRETER = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON") or sys.executable
"""Whose libraries are tested, and who computes what is expected of them."""

Answer = dict[str, Any]


class LineProcess:
    """A process that answers each JSON line with one JSON line."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )

    def read(self) -> Answer:
        """The next line; fails when the process ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the process ended with {self.process.wait()}"
        answer: Answer = json.loads(line)
        return answer

    def send(self, line: bytes) -> Answer:
        """Writes a line and reads the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        return self.read()

    def close(self) -> int:
        """Closes its input and waits for its end."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code


class AgentProcess(LineProcess):
    """An agent. ``ready`` is what its first line says."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        super().__init__([INTERPRETER, str(AGENT)], environment)
        self.ready: Answer = self.read()["ready"]
        self._last_id = 0

    def __enter__(self) -> AgentProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.close()

    def request(
        self,
        method: str,
        params: dict[str, Any],
        deadline: float | None = None,
        memory: int | None = None,
    ) -> Answer:
        """The whole answer to a request: ``result`` or ``error``."""
        self._last_id += 1
        message = {
            "id": self._last_id,
            "method": method,
            "params": params,
            "deadline": deadline,
            "memory": memory,
        }
        answer = self.send(json.dumps(message).encode("ascii"))
        assert answer["id"] == self._last_id
        return answer

    def result(self, method: str, params: dict[str, Any]) -> Any:
        """The result of a request that must succeed."""
        answer = self.request(method, params)
        assert "result" in answer, answer
        return answer["result"]

    def error(self, method: str, params: dict[str, Any]) -> Answer:
        """The error of a request that must fail."""
        answer = self.request(method, params)
        assert "error" in answer, answer
        error: Answer = answer["error"]
        return error
