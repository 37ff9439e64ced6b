"""A look at a data file, made by an agent of its own: cancelling it is ending that."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.auth.credential_files import holds_credentials
from transformers_workbench.auth.secret_rules import masked
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lanes import Lanes
from transformers_workbench.protocol import DataClass, DataColumn, DataFinding, DataLook
from transformers_workbench.training.data_words import finding_words
from transformers_workbench.wording import Wording

SILENCE = 600.0
"""Seconds without a word from the agent: counting the lines of a hundred gigabytes is silent work."""
SECONDS = 20.0
"""For reading rows and measuring them; after that they are only counted."""
MEMORY = 4 * 2**30


async def look_at_data(
    lanes: Lanes,
    path: Path,
    say: Wording,
    *,
    model: str = "",
    max_length: int = 0,
    text_column: str = "",
    label_column: str = "",
    seconds: float = SECONDS,
) -> DataLook:
    """What is in the file. ``model``: a folder, or an id in the cache.

    Raises:
        WorkbenchError: ``data-credentials``, ``file-missing``, ``file-unreadable``, ``file-not-regular``,
            ``data-format``, ``data-unreadable``, ``data-endless``, ``data-memory``, ``missing-package``,
            ``agent-timeout``, ``agent-crashed``.
    """
    if await asyncio.to_thread(holds_credentials, path):
        raise WorkbenchError("data-credentials", path=path.name)
    lane = lanes.job(online=False)
    try:
        found = await lane.request(
            "training.data",
            {
                "path": str(path),
                "model": model,
                "max_length": max_length,
                "text_column": text_column,
                "label_column": label_column,
                "seconds": seconds,
            },
            deadline=SILENCE,
            memory=MEMORY,
            progress=lambda state: None,
        )
    finally:
        await lane.close()
    return described(found, say)


def described(found: dict[str, Any], say: Wording) -> DataLook:
    """The agent's answer, with its findings in words. A row may mention a token: what is shown has none."""
    columns = [
        attrs.evolve(column, examples=[masked(text) for text in column.examples])
        for column in (DataColumn(**each) for each in found["columns"])
    ]
    classes = [DataClass(**{**each, "label": masked(each["label"])}) for each in found["classes"]]
    findings = [
        DataFinding(
            each["severity"],
            each["rule"],
            finding_words(each["rule"], each["count"], each["values"], say),
            each["rows"],
        )
        for each in found["findings"]
    ]
    return DataLook(**{**found, "columns": columns, "classes": classes, "findings": findings})
