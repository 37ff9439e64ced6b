"""Which language a document is in, as far as replacing a token in it goes."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

Language = Literal["python", "notebook", "json", "dotenv", "yaml", "shell", "toml", "jinja", "other"]

_BY_IDENTIFIER: dict[str, Language] = {
    "python": "python",
    "json": "json",
    "jsonc": "json",
    "jsonl": "json",
    "dotenv": "dotenv",
    "properties": "dotenv",
    "yaml": "yaml",
    "dockercompose": "yaml",
    "shellscript": "shell",
    "toml": "toml",
    "jinja": "jinja",
    "jinja2": "jinja",
}
_BY_SUFFIX: dict[str, Language] = {
    ".py": "python",
    ".pyi": "python",
    ".ipynb": "notebook",
    ".json": "json",
    ".jsonl": "json",
    ".jsonc": "json",
    ".env": "dotenv",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".sh": "shell",
    ".bash": "shell",
    ".zsh": "shell",
    ".slurm": "shell",
    ".sbatch": "shell",
    ".toml": "toml",
    ".jinja": "jinja",
    ".jinja2": "jinja",
    ".j2": "jinja",
}


def language_of(name: str, identifier: str | None = None) -> Language:
    """The language of a file's name; what the editor says about it comes first.

    VS Code itself calls ``.env`` files ``properties`` or ``ini`` or plain text: there the name is surer.
    """
    path = PurePath(name)
    if path.name == ".env" or path.name.startswith(".env."):
        return "dotenv"
    if path.suffix.lower() == ".ipynb" and identifier in (None, "json", "jsonc", "plaintext"):
        return "notebook"
    if identifier in _BY_IDENTIFIER:
        return _BY_IDENTIFIER[identifier]
    return _BY_SUFFIX.get(path.suffix.lower(), "other")
