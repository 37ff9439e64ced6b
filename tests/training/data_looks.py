"""Looks at data in this process: the agent's code needs nothing but the standard library for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from transformers_agent.progress import Progress, unheard
from transformers_agent.training.data import look


def look_at(path: Path, **params: Any) -> dict[str, Any]:
    """The agent's answer."""
    return look({"path": str(path), **params}, Progress(unheard))


def written(path: Path, rows: Iterable[Any]) -> Path:
    """A JSONL file of these rows."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def rules(found: dict[str, Any]) -> dict[str, list[int]]:
    """Rule → the rows that it names."""
    return {finding["rule"]: finding["rows"] for finding in found["findings"]}


def severities(found: dict[str, Any]) -> dict[str, str]:
    """Rule → how bad it is."""
    return {finding["rule"]: finding["severity"] for finding in found["findings"]}
