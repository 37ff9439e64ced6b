"""Lengths are those of the model's own tokenizer and chat template, and what is cut off is counted."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from data_looks import written
from transformers_workbench.lanes import Lanes
from transformers_workbench.protocol import DataLook
from transformers_workbench.training.data_look import look_at_data
from transformers_workbench.wording import ENGLISH

PLAIN = (
    "{% for m in messages %}[{{ m.role }}] {{ m.content }} {% endfor %}"
    "{% if add_generation_prompt %}[assistant] {% endif %}"
)
MARKED = (
    "{% for m in messages %}{% if m.role == 'assistant' %}[assistant] "
    "{% generation %}{{ m.content }}{% endgeneration %}{% else %}[{{ m.role }}] {{ m.content }} {% endif %}"
    "{% endfor %}"
)
REFUSING = "{% if messages[0].role != 'system' %}{{ raise_exception('system first') }}{% endif %}"
TO_PARQUET = """
import sys
from pyarrow import json, parquet
parquet.write_table(json.read_json(sys.argv[1]), sys.argv[2])
"""


@pytest.fixture
async def lanes(training_python: Path) -> AsyncIterator[Lanes]:
    lanes = Lanes(str(training_python), lambda facts: None)
    yield lanes
    await lanes.close()


def rules(found: DataLook) -> dict[str, list[int]]:
    return {finding.rule: finding.rows for finding in found.findings}


def conversation(question: str, answer: str) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}


def with_template(model: Path, folder: Path, template: str) -> Path:
    """A model's tokenizer with a chat template."""
    made = folder / "model"
    made.mkdir()
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(model / name, made)
    (made / "chat_template.jinja").write_text(template, encoding="utf-8")
    return made


@pytest.fixture
def as_parquet(training_python: Path) -> Callable[[Path], Path]:
    """Makes a Parquet file of a JSONL file."""

    def convert(path: Path) -> Path:
        made = path.with_suffix(".parquet")
        command = [str(training_python), "-c", TO_PARQUET, str(path), str(made)]
        subprocess.run(command, check=True, timeout=120)
        return made

    return convert


async def test_texts_are_as_long_as_the_tokenizer_says(lanes: Lanes, minilm: Path, tmp_path: Path) -> None:
    rows = [{"text": "word " * count, "label": count % 2} for count in range(1, 21)]
    path = written(tmp_path / "x.jsonl", rows)
    found = await look_at_data(lanes, path, ENGLISH, model=str(minilm), max_length=12)
    assert found.in_tokens
    assert found.lengths == {"median": 12, "p95": 21, "max": 22}  # With [CLS] and [SEP].
    assert found.truncated_rows == 10
    assert rules(found)["truncated-rows"] == list(range(11, 21))


async def test_without_a_length_the_tokenizers_own_counts(lanes: Lanes, minilm: Path, tmp_path: Path) -> None:
    own = json.loads((minilm / "tokenizer_config.json").read_text(encoding="utf-8"))["model_max_length"]
    path = written(tmp_path / "x.jsonl", [{"text": "word " * (own + 1)}, {"text": "word"}])
    found = await look_at_data(lanes, path, ENGLISH, model=str(minilm))
    assert rules(found)["truncated-rows"] == [1]


@pytest.mark.parametrize("template", [PLAIN, MARKED])
async def test_answers_that_are_cut_off_whole_teach_nothing(
    lanes: Lanes, minilm: Path, tmp_path: Path, template: str
) -> None:
    folder = with_template(minilm, tmp_path, template)
    rows = [
        conversation("word " * 5, "yes"),
        conversation("word " * 40, "yes"),  # Nothing of the answer is left.
        conversation("word " * 5, "yes " * 40),  # Some of it is.
        conversation("word", ""),
    ]
    path = written(tmp_path / "x.jsonl", rows)
    found = await look_at_data(lanes, path, ENGLISH, model=str(folder), max_length=30)
    assert found.truncated_rows == 2
    assert rules(found)["no-answer"] == [2, 4]
    assert found.unlearnable_rows == 2


async def test_conversations_that_the_template_refuses_are_named(
    lanes: Lanes, minilm: Path, tmp_path: Path
) -> None:
    folder = with_template(minilm, tmp_path, REFUSING)
    path = written(tmp_path / "x.jsonl", [conversation("?", "!")])
    found = await look_at_data(lanes, path, ENGLISH, model=str(folder))
    [finding] = [finding for finding in found.findings if finding.rule == "template-refuses"]
    assert "system first" in finding.message


async def test_prompts_that_leave_no_room_for_their_completion_are_named(
    lanes: Lanes, minilm: Path, tmp_path: Path
) -> None:
    rows = [{"prompt": "word " * count, "completion": f"yes {count}"} for count in (1, 50)]
    path = written(tmp_path / "x.jsonl", rows)
    found = await look_at_data(lanes, path, ENGLISH, model=str(minilm), max_length=20)
    assert rules(found)["no-answer"] == [2]


async def test_a_model_that_is_not_there_leaves_characters(lanes: Lanes, tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", [{"text": "four"}])
    found = await look_at_data(lanes, path, ENGLISH, model="nobody/nothing", max_length=2)
    assert (found.in_tokens, found.lengths["max"], found.truncated_rows) == (False, 4, 0)
    assert "no-tokenizer" in rules(found)


async def test_parquet_says_the_same_as_json(
    lanes: Lanes, as_parquet: Callable[[Path], Path], tmp_path: Path
) -> None:
    rows = [{"text": f"text {number}", "label": number % 2, "tags": [1, 2]} for number in range(1000)]
    path = written(tmp_path / "x.jsonl", rows)
    one = await look_at_data(lanes, path, ENGLISH)
    other = await look_at_data(lanes, as_parquet(path), ENGLISH)
    assert (one.rows, one.lengths, one.text_column, one.label_column) == (
        other.rows,
        other.lengths,
        other.text_column,
        other.label_column,
    )
    assert [(c.name, c.kind, c.distinct) for c in one.columns] == [
        (c.name, c.kind, c.distinct) for c in other.columns
    ]
    assert [(each.label, each.rows) for each in one.classes] == [("0", 500), ("1", 500)]
