"""What a script imports, read without running it, and what of it the interpreter does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.lane import Lane

DEADLINE = 30.0
MOST_FILES = 50
LARGEST = 2 * 2**20
REQUIREMENTS = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "git": "GitPython",
    "PIL": "pillow",
    "rouge": "rouge-score",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
"""Names of packages at PyPI, where they are other than what is imported."""
IMPORT_FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@attrs.frozen
class Imports:
    """Names of packages that a script needs. ``broken_line``: where it is no Python, 1-based; 0: it is."""

    names: tuple[str, ...]
    broken_line: int = 0


def imports_of(script: Path) -> Imports:
    """What the script and the modules beside it import. What they can do without, because it stands under a
    condition or its absence is caught, is left out."""
    names: dict[str, None] = {}
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
                names[name.partition(".")[0]] = None
            else:
                waiting += beside
    return Imports(tuple(names), broken_line)


async def missing_packages(lane: Lane, imports: Imports, *, launches: bool) -> tuple[str, ...]:
    """Requirements for pip, of what the interpreter of the lane lacks. ``launches``: through accelerate.

    Raises:
        WorkbenchError: the agent cannot be asked.
    """
    names = [*imports.names, *(["accelerate"] if launches and "accelerate" not in imports.names else [])]
    answer: dict[str, Any] = await lane.request("training.imports", {"names": names}, deadline=DEADLINE)
    return requirements(answer["missing"])


def requirements(names: Iterable[str]) -> tuple[str, ...]:
    """What pip calls packages that are imported by these names."""
    return tuple(dict.fromkeys(REQUIREMENTS.get(name, name.replace("_", "-")) for name in names))


def _parsed(file: Path) -> ast.Module:
    """Raises ``SyntaxError``, ``OSError``, and of what is no text ``ValueError``."""
    if file.stat().st_size > LARGEST:
        raise ValueError("too large to be a script")
    return ast.parse(file.read_bytes())


def _beside(folder: Path, name: str) -> list[Path] | None:
    """Files of a module of the user's own; ``None``: it is none."""
    first = folder / name.partition(".")[0]
    if not first.is_dir() and not first.with_suffix(".py").is_file():
        return None
    whole = folder.joinpath(*name.split("."))
    candidates = [
        first.with_suffix(".py"),
        first / "__init__.py",
        whole.with_suffix(".py"),
        whole / "__init__.py",
    ]
    return [file for file in candidates if file.is_file()]


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
