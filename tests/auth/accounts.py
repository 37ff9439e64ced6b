"""Asking agents about the account, and what the library's own command and login do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents import DEADLINE, PYTHON, refused, running

COMMAND = [sys.executable, "-m", "transformers_workbench", "auth"]
HF = Path(PYTHON).with_name("hf")
SECONDS = 0.5
"""How long the Hub may be silent in a test of its silence."""


async def ask(method: str, online: bool = True, /, **params: Any) -> dict[str, Any]:
    """The answer of a fresh agent."""
    async with running(online=online) as agent:
        return await agent.ask(f"auth.{method}", params, DEADLINE)


async def reason_of(method: str, /, interpreter: str = PYTHON, **params: Any) -> str:
    """Why a fresh agent refuses."""
    async with running(online=True, interpreter=interpreter) as agent:
        return (await refused(agent, f"auth.{method}", params)).reason


def hf(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The library's own command."""
    return subprocess.run([HF, "auth", *arguments], capture_output=True, text=True, timeout=60, check=False)


def sign_in_by_library(token: str) -> None:
    """What a script of the user's does."""
    subprocess.run(
        [PYTHON, "-c", "import os; from huggingface_hub import login; login(os.environ['SECRET'])"],
        env={**os.environ, "SECRET": token},
        check=True,
        capture_output=True,
        timeout=60,
    )


def certificate(folder: Path) -> Path:
    """A file with a new key and its self-signed certificate."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    file = folder / "certificate.pem"
    command = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    made = subprocess.run(
        [*command, "-keyout", "-", "-out", "-"], capture_output=True, timeout=60, check=True
    )
    file.write_bytes(made.stdout)
    return file


def auth(*arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    """``transformers-workbench auth``, in a process of its own."""
    return subprocess.run(
        [*COMMAND, arguments[0], "--python", PYTHON, *arguments[1:]],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LANG": language, "LC_ALL": language},
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
