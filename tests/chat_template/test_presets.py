"""Presets are files: each can be rendered, and has a title in both languages."""

from __future__ import annotations

import json

import pytest

from transformers_workbench.chat_template.presets import FOLDER, load_presets


def test_every_kind_of_conversation_has_one() -> None:
    assert [preset.id for preset in load_presets("en")] == [
        "single",
        "multi-turn",
        "system",
        "tools",
        "reasoning",
        "documents",
        "multimodal",
    ]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
def test_titles_in_both_languages(file) -> None:  # type: ignore[no-untyped-def]
    assert set(json.loads(file.read_text(encoding="utf-8"))["title"]) == {"en", "ja"}


def test_titles_follow_the_language() -> None:
    assert load_presets("ja-JP")[0].title == "単一ターン"
    assert load_presets("fr")[0].title == "Single turn"
