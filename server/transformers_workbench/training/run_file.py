"""A ``*.run.json``: what to run, written by people, with paths relative to the file.

Its shape for the editor is ``extension/schemas/run.schema.json``; a test holds both equal to ``RunSpec``.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol.training import RunSpec, SlurmOptions
from transformers_workbench.training.secrets_refused import refuse_secrets

SCHEMA = "$schema"
PATHS = frozenset({"script", "working_directory", "accelerate_config"})
LAUNCHERS = ("auto", "python", "accelerate")


def camel(name: str) -> str:
    """``gpus_per_node`` → ``gpusPerNode``."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


KEYS: Mapping[str, str] = {camel(field.name): field.name for field in attrs.fields(RunSpec)}
SLURM_KEYS: Mapping[str, str] = {camel(field.name): field.name for field in attrs.fields(SlurmOptions)}


def read_run_file(file: Path, text: str) -> RunSpec:
    """What ``text``, of that file, says.

    Raises:
        WorkbenchError: ``run-file-json``, ``run-file-key``, ``run-file-value``, ``run-file-script``,
            ``run-secret``.
    """
    reading = _Reading(file, text)
    values = reading.object_of(reading.parsed(), KEYS, "")
    if not values.get("script"):
        raise WorkbenchError("run-file-script", path=file.name)
    for name in PATHS & values.keys():
        values[name] = _uri(file.parent, values[name]) if values[name] else ""
    spec = RunSpec(**values)
    refuse_secrets(spec)
    return spec


def run_file_text(spec: RunSpec, folder: Path) -> str:
    """The text of a file in ``folder``; what is as it would be without saying is not said.

    Raises:
        WorkbenchError: ``run-secret``.
    """
    refuse_secrets(spec)
    said: dict[str, Any] = {}
    for key, name in KEYS.items():
        value = getattr(spec, name)
        if name in PATHS and value:
            said[key] = _shown(folder, value)
        elif name == "slurm" and value is not None:
            said[key] = {
                inner: getattr(value, field)
                for inner, field in SLURM_KEYS.items()
                if getattr(value, field) != getattr(SlurmOptions(), field)
            }
        elif value and value != "auto":
            said[key] = value
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


class _Reading:
    """A file that is being read: it knows where in the text something is."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text

    def parsed(self) -> Any:
        try:
            return json.loads(self._text.removeprefix("\ufeff"), object_pairs_hook=self._once)
        except json.JSONDecodeError as error:
            raise WorkbenchError(
                "run-file-json",
                line=error.lineno,
                column=error.colno - 1,
                path=self._file.name,
                place=f"{error.lineno}:{error.colno}",
                message=error.msg,
            ) from None
        except RecursionError:
            raise self._value_error("", "object", "something nested too deeply") from None

    def object_of(self, value: Any, keys: Mapping[str, str], inside: str) -> dict[str, Any]:
        """The values of an object by the names of their fields."""
        if not isinstance(value, dict):
            raise self._value_error(inside, "object", value)
        found: dict[str, Any] = {}
        for key, given in value.items():
            if key == SCHEMA and not inside:
                continue
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1, 0.0)
                line = self._line(key)
                raise WorkbenchError(
                    "run-file-key", line=line, path=self._file.name, place=line, key=key, near=near[0]
                )
            found[keys[key]] = self._value(key, keys[key], given)
        return found

    def _value(self, key: str, name: str, given: Any) -> Any:
        if name == "slurm":
            return SlurmOptions(**self.object_of(given, SLURM_KEYS, key))
        if name in {"arguments", "devices", "options"}:
            return self._checked(key, "array of strings", given, _is_texts(given))
        if name == "environment":
            good = isinstance(given, dict) and _is_texts(list(given.values()))
            return self._checked(key, "object of strings", given, good)
        if name in {"processes", "nodes", "gpus_per_node"}:
            least = 1 if name == "nodes" else 0
            good = isinstance(given, int) and not isinstance(given, bool) and given >= least
            return self._checked(key, f"integer ≥ {least}", given, good)
        if name == "launcher":
            words = ", ".join(json.dumps(word) for word in LAUNCHERS)
            return self._checked(key, words, given, given in LAUNCHERS)
        return self._checked(key, "string", given, isinstance(given, str) and "\0" not in given)

    def _checked(self, key: str, expected: str, given: Any, good: bool) -> Any:
        if not good:
            raise self._value_error(key, expected, given)
        return given

    def _value_error(self, key: str, expected: str, given: Any) -> WorkbenchError:
        found = json.dumps(given, ensure_ascii=False)
        line = self._line(key)
        return WorkbenchError(
            "run-file-value",
            line=line,
            path=self._file.name,
            place=line,
            key=key or "{}",
            expected=expected,
            found=found if len(found) <= 60 else f"{found[:59]}…",
        )

    def _line(self, key: str) -> int:
        """Where a key is, 1-based."""
        found = re.search(rf"{re.escape(json.dumps(key))}\s*:", self._text) if key else None
        return self._text.count("\n", 0, found.start()) + 1 if found else 1

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """JSON lets a key be twice, and the last one win: nobody means that."""
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise self._value_error(key, "said once", [value for name, value in pairs if name == key])
        return dict(pairs)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and "\0" not in each for each in value)


def _uri(folder: Path, told: str) -> str:
    return uri_of(Path(os.path.normpath(folder.absolute() / Path(told).expanduser())))


def _shown(folder: Path, uri: str) -> str:
    if not uri.startswith("file:"):
        return uri
    path = path_of(uri)
    try:
        return path.relative_to(folder.absolute()).as_posix()
    except ValueError:
        return str(path)
