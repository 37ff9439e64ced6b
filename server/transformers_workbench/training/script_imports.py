"""What a script imports, read without running it, and what of it the interpreter does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.projects import is_requirement
from transformers_agent.regular_files import read_bytes
from transformers_workbench.lane import Lane

DEADLINE = 30.0
MOST_FILES = 50
LARGEST = 2**19
IMPORT_FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@attrs.frozen
class Imports:
    """Names of packages that a script needs. ``broken_line``: where it is no Python, 1-based; 0: it is."""

    names: tuple[str, ...]
    broken_line: int = 0
    modules: tuple[str, ...] = ()
    """The same with dots, as far as they are written: parts of a namespace are projects of their own."""


@attrs.frozen
class Missing:
    """What the interpreter lacks. ``packages``: requirements for pip; ``modules``: names for which no project
    is known, so that nothing can be installed by them."""

    packages: tuple[str, ...]
    modules: tuple[str, ...] = ()


def imports_of(script: Path) -> Imports:
    """What the script and the modules beside it import. What they can do without, because it stands under a
    condition or its absence is caught, is left out."""
    names: dict[str, None] = {}
    modules: dict[str, None] = {}
    broken_line = 0
    seen: set[Path] = set()
    waiting = [script]
    while waiting and len(seen) < MOST_FILES:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        try:
            tree = _parsed(file)
        except SyntaxError as error:
            if file == script:
                broken_line = error.lineno or 1
            continue
        except (OSError, ValueError, RecursionError, MemoryError):
            continue
        for name in _needed(tree):
            beside = _beside(script.parent, name)
            if beside is None:
                names[name.partition(".")[0]] = modules[name] = None
            else:
                waiting += beside
    return Imports(tuple(names), broken_line, tuple(modules))


async def missing_packages(lane: Lane, imports: Imports, *, launches: bool) -> Missing:
    """What the interpreter of the lane lacks. ``launches``: through accelerate.

    Raises:
        WorkbenchError: the agent cannot be asked.
    """
    needed = imports.modules or imports.names
    names = [*needed, *(["accelerate"] if launches and "accelerate" not in imports.names else [])]
    answer: dict[str, Any] = await lane.request("training.imports", {"names": names}, deadline=DEADLINE)
    found = [(str(each["name"]), str(each["project"])) for each in answer["missing"]]
    return Missing(
        tuple(dict.fromkeys(project for _, project in found if project and is_requirement(project))),
        tuple(dict.fromkeys(name for name, project in found if not project)),
    )


def own_place(module: str, folders: Iterable[Path]) -> Path | None:
    """A file or folder of the user's that a module may be meant to be, though Python does not look there."""
    first = module.partition(".")[0]
    for folder in dict.fromkeys(folders):
        for place in (folder / f"{first}.py", folder / first):
            try:
                if place.is_file() or _holds_python(place):
                    return place
            except OSError:
                continue
    return None


def _parsed(file: Path) -> ast.Module:
    """Raises ``SyntaxError``, ``OSError``, and of what is no text ``ValueError``."""
    return ast.parse(read_bytes(file, LARGEST))


def _beside(folder: Path, name: str) -> list[Path] | None:
    """Files of a module of the user's own; ``None``: it is none."""
    places = [folder.joinpath(*parts) for parts in _beginnings(name.split("."))]
    candidates = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    files = [file for file in candidates if file.is_file()]
    # ``wandb`` and others leave folders of their own names beside a script, with anything but Python in them.
    return files if files or _holds_python(places[0]) else None


def _beginnings(parts: list[str]) -> Iterator[list[str]]:
    return (parts[:length] for length in range(1, len(parts) + 1))


def _holds_python(folder: Path) -> bool:
    return folder.is_dir() and next(folder.glob("*.py"), None) is not None


def _needed(tree: ast.Module) -> Iterator[str]:
    """Full names of modules, and packages that what is used of them needs."""
    yield from _imported(tree.body)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.partition(".")[0] == "transformers"
        ):
            if any(alias.name.endswith(("Trainer", "TrainingArguments")) for alias in node.names):
                yield from ("torch", "accelerate")
        elif isinstance(node, ast.keyword) and node.arg == "report_to" and _says(node.value, "tensorboard"):
            yield "tensorboard"


def _says(value: ast.expr, word: str) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == word for node in ast.walk(value))


def _imported(body: Sequence[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            if not statement.level and statement.module not in {None, "__future__"}:
                module = str(statement.module)
                yield module
                yield from (f"{module}.{alias.name}" for alias in statement.names if alias.name != "*")
                if module == "torch.utils.tensorboard":
                    yield "tensorboard"
        elif isinstance(statement, ast.Try):
            if not any(_catches_imports(handler) for handler in statement.handlers):
                yield from _imported(statement.body)
            yield from _imported([*statement.orelse, *statement.finalbody])
        elif isinstance(statement, ast.If):
            if _is_main(statement.test):
                yield from _imported(statement.body)
        elif isinstance(
            statement,
            ast.FunctionDef
            | ast.AsyncFunctionDef
            | ast.ClassDef
            | ast.With
            | ast.AsyncWith
            | ast.For
            | ast.While,
        ):
            yield from _imported(statement.body)


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    named = (node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name))
    return any(name in IMPORT_FAILURES for name in named)


def _is_main(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
