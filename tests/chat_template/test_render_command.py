"""``transformers-workbench render`` gives what a real tokenizer's ``apply_chat_template`` gives.

Both sides are computed here, with the interpreter under test: for every template that TRL ships, text and
ids are byte for byte the same, or the refusal is the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conversations import CONVERSATIONS
from library import Oracle, template_files

USER_PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON", sys.executable)
TEMPLATES = template_files()


def command(*arguments: str, standard_input: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transformers_workbench", "render", "--python", USER_PYTHON, *arguments],
        input=standard_input,
        capture_output=True,
        encoding="utf-8",
    )


def lines(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of one ``render --jsonl``."""
    answers = command("--jsonl", standard_input="".join(json.dumps(request) + "\n" for request in requests))
    return [json.loads(line) for line in answers.stdout.splitlines()]


@pytest.fixture(scope="module")
def oracle() -> Any:
    oracle = Oracle()
    yield oracle
    oracle.close()


@pytest.fixture(scope="module")
def tokenizer_folder(oracle: Oracle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    corpus = [template.read_text(encoding="utf-8") for template in TEMPLATES[:8]] + ["富士山は高い 😀"]
    oracle.ask("build_tokenizer", folder=str(folder), corpus=corpus, chat_template=None)
    return folder


@pytest.fixture(scope="module")
def model_folders(tokenizer_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """A model folder for every template of TRL's."""
    root = tmp_path_factory.mktemp("models")
    for template in TEMPLATES:
        shutil.copytree(tokenizer_folder, root / template.stem)
        shutil.copy(template, root / template.stem / "chat_template.jinja")
    return {template: root / template.stem for template in TEMPLATES}


def test_there_is_enough_to_compare() -> None:
    assert len(TEMPLATES) >= 70
    assert len(CONVERSATIONS) >= 8


def test_text_and_ids_are_the_librarys(
    oracle: Oracle, tokenizer_folder: Path, model_folders: dict[Path, Path]
) -> None:
    cases = [
        (template, name, conversation)
        for template in TEMPLATES
        for name, conversation in CONVERSATIONS.items()
    ]
    answers = lines([{"source": str(model_folders[t]), **conversation} for t, _, conversation in cases])
    assert len(answers) == len(cases)
    rendered = 0
    for (template, name, conversation), answer in zip(cases, answers, strict=True):
        text = template.read_text(encoding="utf-8")
        expected = oracle.ask(
            "apply", folder=str(tokenizer_folder), template=text, conversation=conversation, with_mask=False
        )
        where = f"{template.name}, {name}"
        if "exception" in expected:
            assert answer["error"]["library_message"] == expected["message"], where
            continue
        rendered += 1
        assert answer.get("text") == expected["text"], (where, answer)
        assert [token["id"] for token in answer["tokens"]] == expected["ids"], where
    assert rendered > len(cases) / 2


def test_a_literal_template_with_its_variables() -> None:
    template = "{{ bos_token }}{{ messages[0].content }}{{ x }}"
    (answer,) = lines(
        [
            {
                "template": template,
                "messages": [{"role": "user", "content": "é"}],
                "variables": {"bos_token": "<s>", "x": [1]},
            }
        ]
    )
    assert (answer["text"], answer["tokens"], answer["warnings"]) == ("<s>é[1]", None, [])


def test_the_loss_mask_marks_the_assistants_tokens(model_folders: dict[Path, Path]) -> None:
    (template,) = [template for template in TEMPLATES if template.stem == "qwen3_training"]
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello there"}]
    (answer,) = lines([{"source": str(model_folders[template]), "messages": messages}])
    carried = "".join(token["text"] for token in answer["tokens"] if token["loss"])
    assert "Hello there" in carried and "Hi" not in carried
    assert all(token["message"] == 1 for token in answer["tokens"] if token["loss"])


def test_an_answer_carries_the_id_of_its_request() -> None:
    messages = [{"role": "user", "content": "a"}]
    asked = [{"id": identifier, "template": "x", "messages": messages} for identifier in (7, "b", None)]
    assert [answer["id"] for answer in lines(asked)] == [7, "b", None]


def test_one_source_as_text(model_folders: dict[Path, Path], tmp_path: Path) -> None:
    folder = model_folders[next(template for template in TEMPLATES if template.stem == "qwen3")]
    messages = tmp_path / "messages.json"
    messages.write_text('[{"role": "user", "content": "山"}]', encoding="utf-8")
    answer = command(str(folder), "--messages", str(messages))
    assert answer.stdout == "<|im_start|>user\n山<|im_end|>\n<|im_start|>assistant\n"
    assert answer.returncode == 0
    thinking = command(str(folder), "--messages", str(messages), "--var", "enable_thinking=false")
    assert thinking.stdout.endswith("<think>\n\n</think>\n\n")
    plain = command(
        str(folder / "chat_template.jinja"), "--messages", str(messages), "--no-generation-prompt"
    )
    assert plain.stdout == "<|im_start|>user\n山<|im_end|>\n"


def test_as_json_with_a_place_for_the_fault(tmp_path: Path) -> None:
    file = tmp_path / "broken.jinja"
    file.write_text("a\n{{ b c }}", encoding="utf-8")
    answer = command(str(file), "--json")
    error = json.loads(answer.stdout)["error"]
    assert answer.returncode == 1
    assert (error["kind"], error["line"], error["column"]) == ("template-syntax", 2, 5)
    plain = command(str(file))
    assert plain.returncode == 1
    assert plain.stderr.startswith(f"{file}:2:6:") and "Traceback" not in plain.stderr


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"source": "a", "template": "b"}',
        '{"template": 3}',
        '{"template": "a", "nope": 1}',
        "[" * 9999,
    ],
)
def test_a_bad_line_is_answered_and_the_next_one_too(line: str) -> None:
    answers = command("--jsonl", standard_input=f'{line}\n\n{{"template": "ok", "messages": [{{}}]}}\n')
    first, second = [json.loads(answer) for answer in answers.stdout.splitlines()]
    assert first["error"]["kind"] == "request-invalid"
    assert second["text"] == "ok"
    assert answers.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["x", "--jsonl"], ["x.jinja", "--var", "a"], ["x.jinja", "--messages", "missing.json"], ["--nope"]],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    answer = command(*arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    answer = command("nobody/nothing", "--json")
    assert json.loads(answer.stdout)["error"]["kind"] == "repository-missing"
    answer = command(str(tmp_path / "gone.jinja"), "--json")
    assert json.loads(answer.stdout)["error"]["kind"] == "file-missing"
    answer = command(str(tmp_path), "--json")
    assert json.loads(answer.stdout)["error"]["kind"] == "template-missing"
