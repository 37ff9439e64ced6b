"""The Python that a preview offers to copy gives the text that the preview shows."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from transformers_workbench.chat_template.python_call import python_call
from transformers_workbench.protocol import Conversation

USER_PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON", sys.executable)
EMPTY_TOKENIZER = "PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()))"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3)
    ),
    max_leaves=6,
)


def assigned(program: str, name: str) -> Any:
    for statement in ast.parse(program).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return ast.literal_eval(statement.value)
    return None


@given(VALUES, VALUES, st.dictionaries(st.text(min_size=1, max_size=6), VALUES, max_size=3))
def test_every_value_is_written_as_it_is(messages: Any, tools: Any, variables: dict[str, Any]) -> None:
    program = python_call(Conversation(messages, tools, None, variables), "a/b", None)
    assert assigned(program, "messages") == messages
    assert assigned(program, "tools") == tools
    call = ast.parse(program).body[-2].value  # type: ignore[attr-defined]
    given_arguments: dict[str, Any] = {}
    for keyword in call.keywords:
        if keyword.arg is None:
            given_arguments.update(ast.literal_eval(keyword.value))
        elif keyword.arg in variables:
            given_arguments[keyword.arg] = ast.literal_eval(keyword.value)
    assert given_arguments == variables


def test_it_runs_and_gives_the_text(tmp_path: Path) -> None:
    template = tmp_path / "it's.jinja"
    template.write_text("{{ messages[0].content }}{{ x }}{{ add_generation_prompt }}", encoding="utf-8")
    conversation = Conversation(
        [{"role": "user", "content": "富士\n'山'"}], variables={"x": None, "class": 1}
    )
    program = python_call(conversation, "model", str(template))
    # There is no model to load: its tokenizer is stood in for by an empty one of the same base class.
    program = program.replace("AutoTokenizer.from_pretrained('model')", EMPTY_TOKENIZER)
    program = program.replace("import AutoTokenizer", "import PreTrainedTokenizerFast")
    program = f"from tokenizers import Tokenizer, models\n{program}"
    answer = subprocess.run(
        [USER_PYTHON, "-X", "utf8", "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert answer.stdout.rstrip("\n") == "富士\n'山'NoneTrue"


def test_only_what_was_asked_is_passed() -> None:
    program = python_call(
        Conversation([], add_generation_prompt=False, continue_final_message=True), None, None, "rag"
    )
    assert "add_generation_prompt" not in program
    assert "continue_final_message=True" in program
    assert "chat_template='rag'" in program
    assert "path/to/model" in program


def test_a_template_without_a_file_of_its_own_is_written_out() -> None:
    program = python_call(Conversation([]), "m", None, revision="v1", template_text="{{ '\n' }}")
    assert assigned(program, "chat_template") == "{{ '\n' }}"
    assert "chat_template=chat_template" in program
    assert "from_pretrained('m', revision='v1')" in program
