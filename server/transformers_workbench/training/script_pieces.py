"""Takes functions out of the files in ``scripts``, with the imports that they need.

Those files are Python of its own, read as text and never imported: their names are what a script has, and a
newcomer changes a script by changing one of its functions.
"""

from __future__ import annotations

import ast
import functools
import sys
from pathlib import Path

import attrs

from transformers_agent.regular_files import read_text

FOLDER = Path(__file__).parent / "scripts"
IMPORT = "import "
WIDTH = 88
"""What ruff and black allow where nobody says otherwise."""


@attrs.frozen
class Piece:
    """A file of pieces: the source of each function, class and constant, and what its imports bind:
    name → module that has it, or a whole ``import`` statement."""

    definitions: dict[str, str]
    imports: dict[str, str]


@functools.cache
def piece(name: str) -> Piece:
    """The pieces of ``scripts/<name>.py``."""
    text = read_text(FOLDER / f"{name}.py")
    lines = text.splitlines()
    definitions: dict[str, str] = {}
    imports: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            definitions[node.name] = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            definitions[node.targets[0].id] = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        elif isinstance(node, ast.Import):
            imports |= {alias.asname or alias.name: ast.unparse(node) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__":
            imports |= {alias.name: str(node.module) for alias in node.names}
    return Piece(definitions, imports)


def imports_for(body: str, known: dict[str, str]) -> str:
    """The import statements that a body needs, sorted as isort does."""
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    found: dict[str, list[str]] = {}
    for name in sorted(used & set(known)):
        found.setdefault(known[name], []).append(name)
    sections: tuple[list[str], list[str]] = ([], [])
    for source in sorted(found, key=lambda source: (not source.startswith(IMPORT), source)):
        module = source.removeprefix(IMPORT).split()[0].partition(".")[0]
        line = source if source.startswith(IMPORT) else _from(source, found[source])
        sections[module not in sys.stdlib_module_names].append(line)
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _from(module: str, names: list[str]) -> str:
    ordered = sorted(names, key=lambda name: (_kind(name), name))
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in ordered), ")"])


def _kind(name: str) -> int:
    """Constants, then classes, then functions."""
    return 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
