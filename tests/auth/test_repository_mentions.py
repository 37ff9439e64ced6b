"""Which repositories a document names, and exactly where."""

from __future__ import annotations

import ast
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transformers_workbench.auth.python_tokens import tokens
from transformers_workbench.auth.repository_mentions import MOST, mentions_of
from transformers_workbench.auth.repository_names import Mention, is_repository


def nothing_local(name: str) -> bool:
    return False


def found(text: str, name: str = "a.py", identifier: str | None = None) -> list[Mention]:
    mentions = mentions_of(text, name, identifier, nothing_local)
    for each in mentions:
        assert text[each.start : each.end] == each.repo_id
    return mentions


def named(text: str, name: str = "a.py") -> list[tuple[str, str, str | None]]:
    return [(each.repo_id, each.repo_type, each.revision) for each in found(text, name)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('AutoModel.from_pretrained("org/name")', [("org/name", "model", None)]),
        ("AutoModel.from_pretrained('gpt2')", [("gpt2", "model", None)]),
        ('x.from_pretrained(pretrained_model_name_or_path = r"o/n",)', [("o/n", "model", None)]),
        ('x.from_pretrained("o/n", revision="v1")', [("o/n", "model", "v1")]),
        ('x.from_pretrained(\n    "o/n",  # "no/t"\n    revision=rev,\n)', [("o/n", "model", None)]),
        ('PeftModel.from_pretrained(base, "org/adapter")', [("org/adapter", "model", None)]),
        ('load_dataset("org/data", "en", split="train")', [("org/data", "dataset", None)]),
        ('load_dataset_builder(path="squad")', [("squad", "dataset", None)]),
        ('load_dataset("json", data_files="a/b.json")', []),
        ('hf_hub_download(repo_id="o/n", filename="f/g")', [("o/n", "model", None)]),
        ('hf_hub_download("o/n", "f", repo_type="dataset")', [("o/n", "dataset", None)]),
        ('snapshot_download("o/n", repo_type=None)', [("o/n", "model", None)]),
        ('snapshot_download("o/n", repo_type=kind)', []),
        ('pipeline("text-generation", model="o/n")', [("o/n", "model", None)]),
        ('pipeline("text-generation", "o/n")', [("o/n", "model", None)]),
        ('SentenceTransformer("all-MiniLM-L6-v2")', [("all-MiniLM-L6-v2", "model", None)]),
        ('SFTTrainer(model="o/n", args=a)', [("o/n", "model", None)]),
        ('Config(model_name_or_path="o/n")', [("o/n", "model", None)]),
        ('M = "o/n"\nx.from_pretrained(M)\ny.from_pretrained(M)', [("o/n", "model", None)]),
        ('M: str = "o/n"\nR = "v1"\nx.from_pretrained(M, revision=R)', [("o/n", "model", "v1")]),
        ('def f():\n    m = "o/n"\n    return x.from_pretrained(m)', [("o/n", "model", None)]),
        ('D = "o/d"\nM = "o/m"\nload_dataset(D)', [("o/d", "dataset", None)]),
        ("f(x.from_pretrained('o/n'), {1: [load_dataset('o/d')]})",
         [("o/n", "model", None), ("o/d", "dataset", None)]),
    ],
)  # fmt: skip
def test_calls_name_repositories(code: str, expected: list[tuple[str, str, str | None]]) -> None:
    ast.parse(code)
    assert named(code) == expected
    assert named(code.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    "code",
    [
        'x.from_pretrained(f"org/{name}")',
        'x.from_pretrained("org/" + name)',
        'x.from_pretrained("org/" "name")',
        'x.from_pretrained(b"org/name")',
        'x.from_pretrained("org\\x2fname")',
        'x.from_pretrained("./folder")',
        'x.from_pretrained("/abs/folder")',
        'x.from_pretrained("a/b/c")',
        'x.from_pretrained("..")',
        "x.from_pretrained(*names, 'o/n')",
        'M = "o/n"\nM = "o/m"\nx.from_pretrained(M)',
        'M = "o/n"\nfor M in names:\n    x.from_pretrained(M)',
        'M = "o/n"\ndef f(M):\n    x.from_pretrained(M)',
        'M = "o/n"\nM += "-chat"\nx.from_pretrained(M)',
        'M = "o/n" if small else "o/m"\nx.from_pretrained(M)',
        'x.from_pretrained(args.model)\nargs.model = "o/n"',
        '# x.from_pretrained("o/n")',
        '"""x.from_pretrained("o/n")"""',
        'model.save_pretrained("out/n")',
        'model.push_to_hub("o/n")',
        'x.from_pretrained("hf_' + "a" * 34 + '")',
    ],
)
def test_what_is_computed_local_or_written_is_not_guessed(code: str) -> None:
    assert named(code) == []


def test_a_folder_beside_the_document_is_no_repository() -> None:
    code = 'x.from_pretrained("out/model"); x.from_pretrained("org/name")'
    assert [each.repo_id for each in mentions_of(code, "a.py", None, {"out/model"}.__contains__)] == [
        "org/name"
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "x = (",
        "x = from_pretrained(",
        'x = f("unended',
        'x.from_pretrained("o/unended',
        "def f(:",
        ")]}",
        "if:",
        "x = 'don't",
        '"""',
        "!pip install 'x",
        "print(f'{x",
    ],
)
def test_what_is_being_typed_hides_nothing_else(broken: str) -> None:
    before, after = 'a = A.from_pretrained("o/before")\n', '\nM = "o/after"\nimport y\nB.from_pretrained(M)\n'
    code = f"import x\n{before}{broken}{after}"
    with pytest.raises(SyntaxError):
        ast.parse(code)
    assert {"o/before", "o/after"} <= {each.repo_id for each in found(code)}


IDS = st.from_regex(r"[A-Za-z0-9][\w.]{0,8}[A-Za-z0-9]/[A-Za-z0-9]\w{0,8}[a-z]", fullmatch=True).filter(
    lambda name: name.isascii() and is_repository(name)
)
FILLERS = st.sampled_from(
    [
        "\n",
        "# 富士山 😀 'o/no'\n",
        "x = '😀\"'\n",
        "'''\n\"o/no\"\n'''\n",
        "f(a, {b: [c]})\n",
        "\r\n",
        "s = r'\\'\n",
    ]
)
CALLS = st.sampled_from(
    [
        ("m = AutoModel.from_pretrained({0})\n", "model"),
        ("m = load_dataset(\n    path={0}, split='train',\n)\n", "dataset"),
        ("f(hf_hub_download({0}, filename='o/f', repo_type='dataset'))\n", "dataset"),
        ("pipeline('x', model={0}, device=f'{{d}}')\n", "model"),
    ]
)


@given(st.lists(st.tuples(FILLERS, CALLS, IDS, st.sampled_from("'\""))))
def test_mentions_are_exactly_where_they_are_planted(
    planted: list[tuple[str, tuple[str, str], str, str]],
) -> None:
    text, expected = "", []
    for filler, (call, repo_type), repo_id, quote in planted:
        text += filler + call.format(f"{quote}{repo_id}{quote}")
        start = text.rindex(f"{quote}{repo_id}{quote}") + 1
        expected.append(Mention(repo_id, repo_type, None, start, start + len(repo_id)))
    assert found(text) == expected


PIECES = st.lists(
    st.sampled_from(
        ["from_pretrained", "(", ")", "'", '"', '"""', "o/n", ",", "=", "\n", " ", "- ", ": ", "{", "}",
         "[", "]", "model", '"model"', "base_model", "---\n", "\\", "#", "😀", "|", "cells", "f",
         "\ufeff", "M"]
    )
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), PIECES), st.sampled_from(["a.py", "a.ipynb", "a.json", "a.yaml", "README.md"]))
def test_any_text_is_read_without_a_fault(text: str, name: str) -> None:
    found(text, name)


@given(PIECES)
def test_tokens_are_in_order_and_where_they_say(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert position <= token.start <= token.end <= len(text)
        assert token.text in ("", "0", text[token.start : token.end])
        position = token.end


def test_json() -> None:
    text = json.dumps(
        {
            "base_model_name_or_path": "org/base",
            "revision": "v1",
            "nested": {"model": "gpt2", "model_id": "org/id", "note": "org/no"},
            "datasets": ["org/one", {"path": "org/two", "revision": "r"}],
            "hub": {"repo_id": "org/three", "repo_type": "dataset"},
            "task_specific_params": {"path": "org/no"},
        },
        indent=1,
    )
    assert named("\ufeff" + text, "adapter_config.json") == [
        ("org/base", "model", "v1"),
        ("org/id", "model", None),
        ("org/one", "dataset", None),
        ("org/two", "dataset", "r"),
        ("org/three", "dataset", None),
    ]


@pytest.mark.parametrize("broken", ['"x": "unended', '"x": }', "]", '"x" 3', "{"])
def test_broken_json(broken: str) -> None:
    text = f'{{"base_model": "o/before",\n{broken}\n"model_name_or_path": "o/after"}}'
    assert [each[0] for each in named(text, "a.json")] == ["o/before", "o/after"]


YAML = """\
# base_model: org/no
model:
  model_name_or_path: org/model  # base_model: org/no
  model_revision: v1
datasets:
- path: "org/one"
  revision: r
- path: 'org/two'
text: |
  base_model: org/no
base_model: [org/three, "org/four"]
model_name: bare
tokenizer_name: gpt2
dataset:
    -  org/five
output: org/no
"""


def test_yaml() -> None:
    expected = [
        ("org/model", "model", "v1"),
        ("org/one", "dataset", "r"),
        ("org/two", "dataset", None),
        ("org/three", "model", None),
        ("org/four", "model", None),
        ("gpt2", "model", None),
        ("org/five", "dataset", None),
    ]
    assert named(YAML, "a.yml") == expected
    assert named("\ufeff" + YAML.replace("\n", "\r\n"), "a.yaml") == expected
    assert named(YAML.replace("text: |", "bad: [: {\n\t- x: 'y\ntext: |"), "a.yaml") == expected


def test_the_head_of_a_model_card() -> None:
    head = "---\nbase_model:\n- org/base\ndatasets:\n- squad\n- org/data\n---\nbase_model: org/no\n"
    expected = [("org/base", "model", None), ("squad", "dataset", None), ("org/data", "dataset", None)]
    assert named(head, "README.md") == expected
    assert named("\ufeff" + head.replace("\n", "\r\n"), "README.md") == expected
    assert named(head, "notes.md") == named("# no head\n" + head, "README.md") == []


def test_a_notebook_as_json() -> None:
    cells = [
        {"cell_type": "code", "source": ['M = "org/name"\n', "x = '\\t😀'\n"]},
        {"cell_type": "markdown", "source": ['A.from_pretrained("org/no")']},
        {"cell_type": "code", "source": "A.from_pretrained(M, revision='v1')", "outputs": []},
    ]
    assert named(json.dumps({"cells": cells}), "a.ipynb") == [("org/name", "model", "v1")]
    assert named(json.dumps({"cells": cells}, indent=1, ensure_ascii=False), "a.ipynb")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'x.from_pretrained("a/b")\n' * 220_000),
        ("a.py", "from_pretrained(" * 330_000),
        ("a.py", 'from_pretrained"""' + '\\"""' * 1_300_000),
        ("a.json", '{"model":' * 600_000),
        ("a.json", json.dumps({"model": {"vocab": {f"token{index}": index for index in range(250_000)}}})),
        ("a.yaml", "base_model: a/b\n" * 330_000),
        ("a.yaml", "- " * 2_600_000),
        ("a.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": ["f('a/b')\n"] * 300_000}]})),
    ],
)
def test_five_megabytes_take_no_time(name: str, text: str) -> None:
    assert len(text) > 5_000_000 or name == "a.ipynb" or "vocab" in text
    before = time.process_time()
    assert len(mentions_of(text, name, None, nothing_local)) <= MOST
    assert time.process_time() - before < 10
