"""What stands in a token's place afterwards, in each language and in notebooks."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planted import token
from transformers_workbench.auth.languages import Language, language_of
from transformers_workbench.auth.leaks import find_leaks
from transformers_workbench.auth.notebooks import spots_of
from transformers_workbench.auth.remedies import remedy_for


def apply(text: str, edits: Any) -> str:
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def remedied(text: str, language: Language) -> str:
    (leak,) = find_leaks(text)
    return apply(text, remedy_for(text, leak, language).edits)


PYTHON_CASES = {
    "token = '@@'": "import os\ntoken = os.environ['HF_TOKEN']",
    'import os\nlogin("@@")\n': 'import os\nlogin(os.environ["HF_TOKEN"])\n',
    '"""Doc."""\nfrom __future__ import annotations\n\nx = "@@"\n': '"""Doc."""\n'
    'from __future__ import annotations\nimport os\n\nx = os.environ["HF_TOKEN"]\n',
    '#!/usr/bin/python\r\nx = "@@"\r\n': '#!/usr/bin/python\r\nimport os\r\nx = os.environ["HF_TOKEN"]\r\n',
    'import os, sys\nh = "Bearer @@"': "import os, sys\nh = f\"Bearer {os.environ['HF_TOKEN']}\"",
    "'@@'": "import os\nos.environ['HF_TOKEN']",
    "import os\nh = f'{x} @@'": "import os\nh = f'{x} {os.environ[\"HF_TOKEN\"]}'",
    'import os\nh = b"@@"': 'import os\nh = os.environ["HF_TOKEN"].encode()',
    'import os\nh = b"Bearer @@"': 'import os\nh = b"Bearer "',
    "import os\nh = '{} @@'.format(1)": "import os\nh = '{} '.format(1)",
    "# @@\n": "# \n",
    "import os.path as path\nx = '@@'": "import os\nimport os.path as path\nx = os.environ['HF_TOKEN']",
    "%%time\n!hf auth login --token @@": '%%time\n!hf auth login --token "$HF_TOKEN"',
    "%%time\n%pip install x\nt = '@@'": "%%time\n%pip install x\nimport os\nt = os.environ['HF_TOKEN']",
}


@pytest.mark.parametrize(("text", "expected"), PYTHON_CASES.items())
def test_python_reads_the_environment(text: str, expected: str) -> None:
    assert remedied(text.replace("@@", token(3)), "python") == expected


@pytest.mark.parametrize("template", [each for each in PYTHON_CASES if not each.startswith(("%", "#"))])
def test_replaced_python_still_parses(template: str) -> None:
    ast.parse(remedied(template.replace("@@", token(4)), "python"))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("shell", "export HF_TOKEN=@@\n", 'export HF_TOKEN="$HF_TOKEN"\n'),
        ("shell", "curl -H 'Authorization: Bearer @@'", "curl -H 'Authorization: Bearer '\"$HF_TOKEN\"''"),
        ("shell", 'curl -H "Authorization: Bearer @@"', 'curl -H "Authorization: Bearer ${HF_TOKEN}"'),
        ("shell", "hf auth login --token '@@'", 'hf auth login --token "$HF_TOKEN"'),
        ("shell", "# @@", "# "),
        ("dotenv", 'HF_TOKEN="@@"\nA=1\n', "HF_TOKEN=\nA=1\n"),
        ("dotenv", "HF_TOKEN=@@\n", "HF_TOKEN=\n"),
        ("json", '{"HUGGINGFACE_TOKEN": "@@"}', '{"HUGGINGFACE_TOKEN": ""}'),
        ("yaml", "token: @@\n", 'token: ""\n'),
        ("yaml", "token: '@@'\n", "token: ''\n"),
        ("toml", 'token = "@@"\n', 'token = ""\n'),
        ("jinja", "{{ '@@' }}", "{{ '' }}"),
        ("other", "ENV HF_TOKEN=@@", "ENV HF_TOKEN="),
    ],
)
def test_other_languages(language: Language, text: str, expected: str) -> None:
    assert remedied(text.replace("@@", token(5)), language) == expected


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_shell_passes_on_the_value_of_the_environment(quote: str) -> None:
    script = remedied(f"printf %s {quote}Bearer {token(6)}!{quote}", "shell")
    answer = subprocess.run(
        ["sh", "-c", script], env={**os.environ, "HF_TOKEN": "a b"}, capture_output=True, check=True
    )
    assert answer.stdout == b"Bearer a b!"


def notebook(source: Any, output: str = "", language: str = "python", **dump: Any) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n"]},
        {
            "cell_type": "code",
            "metadata": {"tags": []},
            "source": source,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": [output]}],
        },
    ]
    content = {"cells": cells, "metadata": {"language_info": {"name": language}}, "nbformat": 4}
    return json.dumps(content, **dump)


@pytest.mark.parametrize("dump", [{}, {"indent": 1}, {"ensure_ascii": False}])
def test_a_notebook_says_what_is_code_and_what_is_output(dump: dict[str, Any]) -> None:
    planted, shown = token(7), token(8)
    text = notebook(['print("日本")\n', f'login("{planted}")'], f"\x1b[31m{shown}\x1b[0m\n{shown}\n", **dump)
    leaks = find_leaks(text)
    assert [text[leak.start : leak.end] for leak in leaks] == [planted, shown, shown]
    assert [spot.kind for spot in spots_of(text, [leak.start for leak in leaks])] == [
        "code",
        "output",
        "output",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (['login("@@")'], 'import os\nlogin(os.environ["HF_TOKEN"])'),
        (["%pip x\n", "login('@@')\n"], "import os\n%pip x\nlogin(os.environ['HF_TOKEN'])\n"),
        (["x = 1\n", "import os\n", 'login("@@")'], 'x = 1\nimport os\nlogin(os.environ["HF_TOKEN"])'),
        ('import os\nlogin("@@")', 'import os\nlogin(os.environ["HF_TOKEN"])'),
        ("%%bash\necho '@@'", "%%bash\necho ''"),
        ('x = f"Bearer @@"', 'x = f"Bearer "'),
        (["# @@"], "# "),
    ],
)
@pytest.mark.parametrize("dump", [{}, {"indent": 1}])
def test_a_notebook_stays_a_notebook(source: Any, expected: str, dump: dict[str, Any]) -> None:
    planted = json.loads(json.dumps(source).replace("@@", token(9)))
    after = json.loads(remedied(notebook(planted, **dump), "notebook"))
    assert "".join(after["cells"][1]["source"]) == expected


def test_an_output_is_only_emptied() -> None:
    after = json.loads(remedied(notebook(["x"], f"token: {token(10)}\n"), "notebook"))
    assert after["cells"][1]["outputs"][0]["text"] == ["token: \n"]


@given(st.text(st.sampled_from('{}[],:"\\ a\n')), st.integers(0, 50))
@settings(max_examples=200)
def test_broken_notebooks_are_no_error(text: str, offset: int) -> None:
    assert len(spots_of(text, [offset])) == 1


@pytest.mark.parametrize(
    ("name", "identifier", "language"),
    [
        ("a.py", None, "python"),
        ("n.ipynb", "python", "python"),
        ("n.ipynb", "json", "notebook"),
        ("n.ipynb", None, "notebook"),
        (".env.local", "plaintext", "dotenv"),
        (".env", "properties", "dotenv"),
        ("run.slurm", None, "shell"),
        ("x", "shellscript", "shell"),
        ("Dockerfile", "dockerfile", "other"),
    ],
)
def test_languages(name: str, identifier: str | None, language: str) -> None:
    assert language_of(name, identifier) == language
