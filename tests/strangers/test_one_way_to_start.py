"""Nothing of ours starts a program but ``programs``, and in the editor ``startProgram``.

What may, and why, is in ``EXCEPTIONS``, by file and function. One that is not needed any more fails, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

EXCEPTIONS = {
    "server/transformers_agent/programs.py:popen": "The one way",
    "server/transformers_agent/programs.py:run": "The one way",
    "server/transformers_agent/programs.py:spawn": "The one way",
    "server/transformers_agent/detach.py:main": "Runs alone: what it starts is nobody's child",
    "server/transformers_agent/detach.py:become": "It becomes what it was asked to start",
    "server/transformers_agent/detach.py:start_on_windows": "The same where there is no fork",
    "server/transformers_agent/tensorboard/process_identity.py:_of_ps": (
        "Also runs where nothing else of ours is importable: the system's own ps, by its absolute path"
    ),
    "server/transformers_workbench/training/keeper.py:keep_forked": (
        "Runs alone, from one text: it separates the user's script from what watches it"
    ),
    "server/transformers_workbench/training/keeper.py:become": "It becomes the user's own script",
    "server/transformers_workbench/training/keeper.py:keep_elsewhere": "It starts the user's own script",
    "extension/src/client/startProgram.ts": "The one way",
    "extension/src/client/languageServer.ts": "Types only: the client of the protocol starts the server",
}

MODULES = {
    "subprocess",
    "multiprocessing",
    "pty",
    "concurrent.futures.process",
    "_posixsubprocess",
    "_winapi",
}
STARTS = re.compile(
    r"(subprocess\.(run|call|check_call|check_output|getoutput|getstatusoutput|Popen)"
    r"|asyncio\.create_subprocess_(exec|shell)|(\w+\.)*subprocess_(exec|shell)"
    r"|os\.(exec\w+|spawn\w+|posix_spawnp?|fork|forkpty|system|popen|startfile)"
    r"|multiprocessing\.\w+|pty\.\w+|ProcessPoolExecutor|runpy\.\w+)"
)
"""Calls, as they are written where modules are imported whole."""
TAKES_A_NAME = {"subprocess", "multiprocessing", "pty", "os"}
"""Of these nothing is imported by name: the call would not be seen."""
TYPESCRIPT = re.compile(r"""(from\s+|require\(\s*|import\(\s*)['"](node:)?(child_process|cluster)['"]""")


def starts_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Function and line of every call that starts a program."""
    yield from _starts(tree, ())


def _starts(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        inside = names
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*names, child.name)
        if _is_start(child):
            assert isinstance(child, ast.stmt | ast.expr)
            yield ".".join(names) or "<module>", child.lineno
        yield from _starts(child, inside)


def _is_start(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return STARTS.fullmatch(ast.unparse(node.func)) is not None
    if isinstance(node, ast.ImportFrom):
        wanted = {alias.name for alias in node.names}
        if node.module == "asyncio":
            return any(name.startswith("create_subprocess") for name in wanted)
        if node.module == "os":
            return any(STARTS.fullmatch(f"os.{name}") for name in wanted)
        return node.module in MODULES
    if isinstance(node, ast.Import):
        return any(alias.asname is not None and alias.name in TAKES_A_NAME for alias in node.names)
    return False


def found() -> dict[str, list[int]]:
    """Every start of a program in the code: file and function → lines."""
    places: dict[str, list[int]] = {}
    for file in sorted((ROOT / "server").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for function, line in starts_in(ast.parse(file.read_text(encoding="utf-8"))):
            places.setdefault(f"{name}:{function}", []).append(line)
    for file in sorted((ROOT / "extension" / "src").rglob("*.ts")):
        text = file.read_text(encoding="utf-8")
        for match in TYPESCRIPT.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            places.setdefault(file.relative_to(ROOT).as_posix(), []).append(line)
    return places


def test_programs_are_started_in_one_way() -> None:
    beside = {place: lines for place, lines in found().items() if place not in EXCEPTIONS}
    assert not beside, "use transformers_agent.programs, or startProgram.ts in the extension"


def test_every_exception_is_needed() -> None:
    assert set(EXCEPTIONS) - set(found()) == set()


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess\nsubprocess.run(['x'])",
        "from subprocess import run",
        "import subprocess as s",
        "import asyncio\nasync def f():\n    await asyncio.create_subprocess_exec('x')",
        "from asyncio import create_subprocess_shell",
        "import os\nos.execvpe('x', [], {})",
        "import os\nos.posix_spawn('x', [], {})",
        "import os\nos.system('x')",
        "from os import popen",
        "import os\nif os.fork(): pass",
        "import pty\npty.spawn('x')",
        "import multiprocessing\nmultiprocessing.Process()",
        "async def f(loop):\n    await loop.subprocess_exec(None, 'x')",
    ],
)
def test_a_start_is_seen(code: str) -> None:
    assert list(starts_in(ast.parse(code)))


@pytest.mark.parametrize("code", ["import subprocess\nx: subprocess.Popen[bytes]", "import os\nos.getpid()"])
def test_what_starts_nothing_is_not(code: str) -> None:
    assert not list(starts_in(ast.parse(code)))
