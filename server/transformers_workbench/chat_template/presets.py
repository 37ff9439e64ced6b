"""Conversations to start from: one JSON file each in ``presets/``, in the order of their file names."""

from __future__ import annotations

from pathlib import Path

from transformers_agent.regular_files import read_json
from transformers_workbench.protocol import Conversation, Preset

FOLDER = Path(__file__).parent / "presets"


def load_presets(locale: str) -> list[Preset]:
    """All presets, titles and conversations in the user's language where there is one."""
    language = locale.split("-")[0]
    presets = []
    for file in sorted(FOLDER.glob("*.json")):
        data = read_json(file)
        titles = data["title"]
        presets.append(
            Preset(
                id=file.stem.split("-", 1)[1],
                title=titles.get(language, titles["en"]),
                conversation=Conversation(
                    messages=data["messages"], tools=data.get("tools"), documents=data.get("documents")
                ),
            )
        )
    return presets
