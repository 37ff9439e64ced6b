"""Every sentence the server may say exists in Japanese, with the same placeholders."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import pytest

import transformers_workbench
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import FOLDER, wording_for

SOURCES = Path(transformers_workbench.__file__).parent
JAPANESE = json.loads((FOLDER / "ja.json").read_text(encoding="utf-8"))


def sentences_said() -> set[str]:
    """First arguments of every ``say(...)``, and the two sentences of every reason."""
    said = {sentence for reason in REASONS.values() for sentence in (reason.message, reason.advice)}
    for file in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"say", "_say"}:
                said.add(str(node.args[0].value))
    return said


def placeholders(sentence: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field}


def test_every_sentence_has_a_japanese_one_and_no_japanese_one_is_left_over() -> None:
    assert sentences_said() == set(JAPANESE)


@pytest.mark.parametrize("english", sorted(JAPANESE))
def test_placeholders_survive_translation(english: str) -> None:
    assert placeholders(JAPANESE[english]) == placeholders(english)


def test_locales_fall_back_to_english() -> None:
    assert wording_for("ja_JP.UTF-8")("Nothing to do.") == "何もする必要はありません。"
    assert wording_for("fr")("Nothing to do.") == "Nothing to do."
    assert wording_for("../../etc")("Nothing to do.") == "Nothing to do."
