"""Is anything in this workspace using it? Found where it is named, nowhere else, in every kind of file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformers_agent.cache import mentions as module
from transformers_agent.cache.mentions import mentions, named

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def repo(repo_id: str, repo_type: str = "model", refs: tuple[str, ...] = ("main",)) -> dict[str, Any]:
    return {"repo_id": repo_id, "repo_type": repo_type, "revisions": [COMMIT], "refs": list(refs)}


QWEN, GPT2, DATA = repo("Qwen/Qwen3-0.6B"), repo("gpt2"), repo("org/data", "dataset")


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    """Each test begins as a new process does."""
    module._entries.clear()
    yield


def found_in(folder: Path, *repos: dict[str, Any], limit: int = 1000) -> list[dict[str, Any]]:
    answer = mentions({"folders": [str(folder)], "repos": list(repos), "limit": limit})
    found: list[dict[str, Any]] = answer["mentions"]
    # The cheap question has the same answer, but that it does not know types.
    used = named({"folders": [str(folder)], "repo_ids": [each["repo_id"] for each in repos]})["used"]
    assert {mention["repo_id"] for mention in found} <= set(used)
    return found


def one(folder: Path, name: str, text: str, *repos: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The repositories that a file of this name and text names, each with the revision it pins."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return [(mention["repo_id"], mention["revision"]) for mention in found_in(folder, *repos)]


def aged(folder: Path) -> None:
    """Sets every file's time to long ago: what was written just now is read again in any case."""
    for path in folder.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


# ------------------------------------------------------------------------------------------------ what counts

NAMES = [
    ("a.py", 'model = AutoModel.from_pretrained("Qwen/Qwen3-0.6B")'),
    ("a.py", "model = f('''Qwen/Qwen3-0.6B''')"),
    ("a.py", 'print("\\nQwen/Qwen3-0.6B")'),
    ("a.pyi", "# Qwen/Qwen3-0.6B"),
    ("a.yaml", "model_name_or_path: Qwen/Qwen3-0.6B  # the small one"),
    ("a.yml", "models:\n- Qwen/Qwen3-0.6B"),
    ("a.json", '{"base_model_name_or_path":"qwen/qwen3-0.6b"}'),
    ("a.jsonl", '{"text": "I like Qwen/Qwen3-0.6B."}'),
    ("a.toml", 'model = "Qwen/Qwen3-0.6B"'),
    ("a.sh", "vllm serve Qwen/Qwen3-0.6B --port 8000"),
    ("a.md", "[Qwen](https://huggingface.co/Qwen/Qwen3-0.6B), or Qwen/Qwen3-0.6B."),
    ("a.ini", "model=Qwen/Qwen3-0.6B"),
    ("a.cfg", "model = Qwen/Qwen3-0.6B"),
    ("a.txt", "モデルQwen/Qwen3-0.6Bを使う"),
    (".env", "export MODEL=Qwen/Qwen3-0.6B"),
    (".env.local", "MODEL=Qwen/Qwen3-0.6B"),
    ("Dockerfile", "RUN hf download Qwen/Qwen3-0.6B"),
    ("gpu.Dockerfile", "RUN hf download Qwen/Qwen3-0.6B"),
    ("Makefile", "\thf download Qwen/Qwen3-0.6B"),
    ("a.py", "https://huggingface.co/Qwen/Qwen3-0.6B/blob/main/config.json"),
    ("a.py", "https://huggingface.co/api/models/Qwen/Qwen3-0.6B"),
    ("a.py", "hf.co/Qwen/Qwen3-0.6B:Q4_K_M"),
    ("a.py", "hf://Qwen/Qwen3-0.6B@main/config.json"),
    ("a.py", "Path('~/.cache/huggingface/hub/models--Qwen--Qwen3-0.6B/snapshots')"),
    ("a.bat", "C:\\hub\\models--Qwen--Qwen3-0.6B\\snapshots"),
    ("a.py", '"Qwen/Qwen3-0.6B/model.safetensors"'),
]


@pytest.mark.parametrize(("name", "text"), NAMES)
def test_a_name_counts_in_every_kind_of_file_and_form(tmp_path: Path, name: str, text: str) -> None:
    assert {repo_id for repo_id, _ in one(tmp_path, name, text, QWEN)} == {"Qwen/Qwen3-0.6B"}


@pytest.mark.parametrize(
    "text",
    [
        "Qwen/Qwen3-0.6B-Base",
        "Qwen/Qwen3-0.6B_2",
        "Qwen/Qwen3-0.6B.git",
        "my-Qwen/Qwen3-0.6B",
        "my.Qwen/Qwen3-0.6B",
        "other/Qwen/Qwen3-0.6B",
        "./Qwen/Qwen3-0.6B",
        "https://github.com/Qwen/Qwen3-0.6B",
        "https://huggingface.co/datasets/Qwen/Qwen3-0.6B",
        "hf://datasets/Qwen/Qwen3-0.6B",
        "datasets--Qwen--Qwen3-0.6B",
        "xmodels--Qwen--Qwen3-0.6B",
        "models--Qwen--Qwen3-0.6B-Base",
        'f"Qwen/Qwen3-0.6B-{size}"',
        'f"Qwen/Qwen3-0.6B{suffix}"',
        'f"{prefix}Qwen/Qwen3-0.6B"',
        'f"{prefix}-Qwen/Qwen3-0.6B"',
        "@Qwen/Qwen3-0.6B",
        "$Qwen/Qwen3-0.6B",
        "Qwen3-0.6B",
    ],
)
def test_part_of_another_name_does_not_count(tmp_path: Path, text: str) -> None:
    assert one(tmp_path, "a.py", text, QWEN) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'from_pretrained("gpt2")'),
        ("a.py", "['gpt2','gpt2-xl']"),
        ("a.ipynb", json.dumps({"source": ['f("gpt2")']})),
        ("a.md", "Load `gpt2`."),
        ("a.yaml", "model: gpt2"),
        ("a.yaml", "models:\n  - gpt2\n"),
        ("a.sh", "python train.py --model_name_or_path gpt2 --steps 3"),
        ("a.sh", "MODEL=gpt2 \\"),
        ("a.txt", "https://huggingface.co/gpt2"),
        ("a.txt", "https://huggingface.co/gpt2/resolve/main/config.json"),
        ("a.txt", "models--gpt2"),
    ],
)
def test_a_name_of_one_part_counts_where_it_stands_alone(tmp_path: Path, name: str, text: str) -> None:
    assert {repo_id for repo_id, _ in one(tmp_path, name, text, GPT2)} == {"gpt2"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "gpt2 = 3"),
        ("a.md", "We like gpt2 a lot."),
        ("a.yaml", "description: gpt2 was the second"),
        ("a.txt", "https://huggingface.co/gpt2/other"),
        ("a.txt", "https://huggingface.co/openai/gpt2"),
        ("a.txt", "https://huggingface.co/datasets/gpt2"),
        ("a.py", '"gpt2-xl"'),
        ("a.py", '"my gpt2"'),
    ],
)
def test_a_word_that_is_also_a_name_does_not_count(tmp_path: Path, name: str, text: str) -> None:
    assert one(tmp_path, name, text, GPT2) == []


def test_what_an_address_calls_a_dataset_is_no_model(tmp_path: Path) -> None:
    model, dataset = repo("org/thing"), repo("org/thing", "dataset")
    (tmp_path / "a.md").write_text(
        "https://huggingface.co/datasets/org/thing\nhttps://huggingface.co/org/thing\norg/thing\n"
    )
    found = [(mention["repo_type"], mention["line"]) for mention in found_in(tmp_path, model, dataset)]
    assert found == [("model", 1), ("model", 2), ("dataset", 0), ("dataset", 2)]


# ------------------------------------------------------------------------------------------------ where it is


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_place_is_that_of_the_editor(tmp_path: Path, end: str) -> None:
    text = f"\ufeff# 😀{end}{end}   x = '😀', 'Qwen/Qwen3-0.6B' # 名前   {end}"
    (tmp_path / "a.py").write_bytes(text.encode("utf-8"))
    [mention] = found_in(tmp_path, QWEN)
    assert mention == {
        "repo_id": "Qwen/Qwen3-0.6B",
        "repo_type": "model",
        "path": str(tmp_path / "a.py"),
        "line": 2,
        "character": len("   x = 'xx', '"),
        "text": "x = '😀', 'Qwen/Qwen3-0.6B' # 名前",
        "revision": None,
    }


def test_a_first_line_begins_after_the_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeffQwen/Qwen3-0.6B".encode())
    [mention] = found_in(tmp_path, QWEN)
    assert (mention["line"], mention["character"], mention["text"]) == (0, 0, "Qwen/Qwen3-0.6B")


def test_of_a_notebook_the_line_is_that_of_its_file(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": ["import x\n", 'f("Qwen/Qwen3-0.6B",\n', '  revision="main")\n']}
    text = json.dumps({"cells": [cell]}, indent=1)
    (tmp_path / "a.ipynb").write_text(text)
    [mention] = found_in(tmp_path, QWEN)
    line = text.splitlines()[mention["line"]]
    assert line[mention["character"] :].startswith("Qwen/Qwen3-0.6B")
    assert mention["revision"] == "main"


def test_of_a_very_long_line_the_text_is_what_is_around_the_name(tmp_path: Path) -> None:
    for before, after in ((0, 5000), (5000, 5000), (5000, 0)):
        (tmp_path / "a.json").write_text("名 " * before + "Qwen/Qwen3-0.6B" + " x" * after)
        [mention] = found_in(tmp_path, QWEN)
        assert len(mention["text"]) <= 200
        assert "Qwen/Qwen3-0.6B" in mention["text"]
        assert mention["character"] == 2 * before


def test_text_in_another_encoding_is_searched_too(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("é = 'Qwen/Qwen3-0.6B'".encode("latin-1"))
    [mention] = found_in(tmp_path, QWEN)
    assert mention["character"] == len("é = '")


# ----------------------------------------------------------------------------------------------- what it pins


@pytest.mark.parametrize(
    ("name", "text", "revision"),
    [
        ("a.py", f'f("org/data", revision="{COMMIT}")', COMMIT),
        ("a.py", f'f("org/data", revision="{COMMIT[:7]}")', COMMIT),
        ("a.py", f'f("org/data", revision="{COMMIT[:6]}")', None),
        ("a.py", f'f("org/data", revision="{"f" * 40}")', None),
        ("a.py", f'f(revision="{COMMIT}", path="org/data")', COMMIT),
        ("a.py", f'f(\n  "org/data",\n  split="train",\n  revision="{COMMIT}",\n)', COMMIT),
        ("a.py", f'f("org/data")\ng("other", revision="{COMMIT}")', None),
        ("a.py", f'f("org/data"), g("other", revision="{COMMIT}")', None),
        ("a.py", f'f("org/data", x=g(1), revision="{COMMIT}")', COMMIT),
        ("a.py", f'd = "org/data"\n\nrevision = "{COMMIT}"', None),
        ("a.py", f'd = "org/data"\nrevision = "{COMMIT}"', COMMIT),
        ("a.py", f'd = "org/data"\n1\n2\n3\n4\n5\n6\nrevision = "{COMMIT}"', None),
        ("a.py", 'f("org/data", revision="v1.0")', "v1.0"),
        ("a.py", 'f("org/data", revision="v1.0-rc")', None),
        ("a.py", 'f("org/data", code_revision="v1.0")', None),
        ("a.py", 'f("org/data", tag="v1.0")', None),
        ("a.py", 'f("org/data", revision="refs/pr/1")', "refs/pr/1"),
        ("a.yaml", "dataset: org/data\ndataset_revision: v1.0", "v1.0"),
        ("a.json", '{"name": "org/data",\n "revision": "v1.0"}', "v1.0"),
        ("a.sh", "hf download org/data --revision v1.0", "v1.0"),
        ("a.md", "https://hf.co/datasets/org/data/blob/v1.0/a.txt", "v1.0"),
        ("a.md", "https://hf.co/datasets/org/data/tree/refs%2Fpr%2F1", "refs/pr/1"),
        ("a.py", '"hf://datasets/org/data@v1.0/a.txt"', "v1.0"),
        ("a.py", f'"datasets--org--data/snapshots/{COMMIT}/a.txt"', COMMIT),
    ],
)
def test_a_revision_is_pinned_within_the_statement(
    tmp_path: Path, name: str, text: str, revision: str | None
) -> None:
    data = repo("org/data", "dataset", refs=("main", "v1.0", "refs/pr/1"))
    assert one(tmp_path, name, text, data) == [("org/data", revision)]


# ---------------------------------------------------------------------------------------- what is looked into


@pytest.mark.parametrize(
    "path",
    [
        ".git/a.py",
        "node_modules/x/a.py",
        ".venv/a.py",
        "lib/site-packages/a.py",
        "__pycache__/a.py",
        ".cache/a.py",
        "build/a.py",
        "x.egg-info/a.txt",
        "hub/models--Qwen--Qwen3-0.6B/snapshots/0/a.json",
        "a.bin",
        "a.safetensors",
    ],
)
def test_what_nobody_writes_by_hand_is_passed_over(tmp_path: Path, path: str) -> None:
    assert one(tmp_path, path, '"Qwen/Qwen3-0.6B"', QWEN) == []


def test_an_environment_is_passed_over_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "my env/lib").mkdir(parents=True)
    (tmp_path / "my env/pyvenv.cfg").touch()
    assert one(tmp_path, "my env/lib/a.py", '"Qwen/Qwen3-0.6B"', QWEN) == []


def test_files_too_large_are_skipped_but_notebooks_may_hold_pictures(tmp_path: Path) -> None:
    for name in ("a.json", "b.ipynb"):
        (tmp_path / name).write_bytes(b" " * (3 << 20) + b'"Qwen/Qwen3-0.6B"')
    (tmp_path / "c.ipynb").write_bytes(b" " * (21 << 20))
    answer = mentions({"folders": [str(tmp_path)], "repos": [QWEN], "limit": 9})
    assert [Path(mention["path"]).name for mention in answer["mentions"]] == ["b.ipynb"]
    assert answer["skipped"] == 2


def test_binary_files_are_not_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b'\0 "Qwen/Qwen3-0.6B"')
    assert found_in(tmp_path, QWEN) == []


def test_links_lead_neither_in_a_circle_nor_out_of_the_workspace(tmp_path: Path) -> None:
    workspace, shared = tmp_path / "workspace", tmp_path / "shared"
    (workspace / "configs").mkdir(parents=True)
    shared.mkdir()
    (workspace / "configs/a.py").write_text('"Qwen/Qwen3-0.6B"')
    (shared / "b.py").write_text('"Qwen/Qwen3-0.6B"')
    (shared / "back").symlink_to(workspace)
    (shared / "self").symlink_to(shared)
    (workspace / "again").symlink_to(workspace / "configs")
    (workspace / "shared").symlink_to(shared)
    (workspace / "up").symlink_to(tmp_path)
    (workspace / "everything").symlink_to("/")
    (workspace / "loop.py").symlink_to("loop.py")
    (workspace / "out.py").symlink_to(shared / "b.py")
    (workspace / "inside.py").symlink_to("configs/a.py")
    found = [mention["path"] for mention in found_in(workspace, QWEN)]
    assert found == [str(workspace / "configs/a.py"), str(workspace / "inside.py")]


def test_folders_inside_each_other_are_walked_once(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/a.py").write_text('"Qwen/Qwen3-0.6B"')
    folders = [str(tmp_path / "inside"), str(tmp_path), str(tmp_path / "missing")]
    answer = mentions({"folders": folders, "repos": [QWEN], "limit": 9})
    assert len(answer["mentions"]) == 1


def test_what_cannot_be_read_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"Qwen/Qwen3-0.6B"')
    (tmp_path / "b.py").symlink_to("nowhere")
    (tmp_path / "c.py").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "d.py")
    (tmp_path / "e.py").symlink_to("e.py")
    if os.name == "posix":
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.py")).write_text('"Qwen/Qwen3-0.6B"')
    assert len(found_in(tmp_path, QWEN, repo("org/\udcff"))) == (2 if os.name == "posix" else 1)
    assert mentions({"folders": [str(tmp_path / "nowhere")], "repos": [QWEN], "limit": 9})["skipped"] == 1


def test_folders_nested_by_a_program_end_nothing(tmp_path: Path) -> None:
    (tmp_path / "z.py").write_text('"Qwen/Qwen3-0.6B"')
    (tmp_path / "/".join("a" * 200)).mkdir(parents=True)
    answer = mentions({"folders": [str(tmp_path)], "repos": [QWEN], "limit": 9})
    assert (len(answer["mentions"]), answer["skipped"]) == (1, 1)


GITIGNORE = r"""
# generated
*.log.txt
/out/
logs/
data/*.json
deep/**/skip.py
!data/keep.json
temp?.py
[ab]*.md
\#odd.md
secret.env
"""


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the measure")
def test_what_git_ignores_is_passed_over(tmp_path: Path) -> None:
    generated = ["x.log.txt", "out/a.py", "logs/a.py", "sub/logs/a.py", "data/a.json", "data/keep.json"]
    named_so = ["deep/skip.py", "deep/a/b/skip.py", "temp1.py", "a.md", "b1.md", "#odd.md", "sub/a.md"]
    others = ["y.txt", "sub/out/a.py", "data/x/a.json", "deep/other.py", "temp12.py", "c.md"]
    paths = [*generated, *named_so, *others]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text('"Qwen/Qwen3-0.6B"')
    (tmp_path / ".gitignore").write_text(GITIGNORE)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    found = {Path(mention["path"]).relative_to(tmp_path).as_posix() for mention in found_in(tmp_path, QWEN)}
    assert found == {path for path in listed if path and path != ".gitignore"}


def test_an_ignored_env_file_counts(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text(".env\n")
    assert one(tmp_path, ".env", "MODEL=Qwen/Qwen3-0.6B", QWEN) == [("Qwen/Qwen3-0.6B", None)]


# ------------------------------------------------------------------------------------ how much, and how often


def test_with_a_limit_every_repository_is_told_before_one_is_told_twice(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"org/data"\n' * 5 + '"Qwen/Qwen3-0.6B"\n' * 5)
    answer = mentions({"folders": [str(tmp_path)], "repos": [QWEN, DATA, GPT2], "limit": 3})
    assert answer["truncated"]
    told = [(mention["repo_id"], mention["line"]) for mention in answer["mentions"]]
    assert told == [("Qwen/Qwen3-0.6B", 5), ("Qwen/Qwen3-0.6B", 6), ("org/data", 0)]


def test_of_a_file_of_results_the_first_places_are_enough(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"model": "Qwen/Qwen3-0.6B"}\r\n' * 40_000)
    answer = mentions({"folders": [str(tmp_path)], "repos": [QWEN], "limit": 1000})
    assert [mention["line"] for mention in answer["mentions"]] == list(range(200))
    assert answer["truncated"]


HOSTILE = [
    "-",
    "--a",
    "a",
    '"a',
    "/a",
    "/",
    ".",
    " ",
    "= ",
    "models--",
    "a-",
    "(",
    "\r",
    "org/data ",
    "org/data(",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("extension", [".yaml", ".ipynb"])
@pytest.mark.timeout(20)
def test_no_text_takes_long(tmp_path: Path, piece: str, extension: str) -> None:
    (tmp_path / f"a{extension}").write_text(piece * (2_000_000 // len(piece)) + "\n'org/data'")
    assert found_in(tmp_path, DATA)


def test_a_second_look_reads_what_changed_and_forgets_what_is_gone(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text('"Qwen/Qwen3-0.6B"')
    aged(tmp_path)
    params = {"folders": [str(tmp_path)], "repos": [QWEN, DATA], "limit": 9}
    first = mentions(params)
    assert (len(first["mentions"]), first["files_read"]) == (3, 3)
    again = mentions(params)
    assert (again["mentions"], again["files_read"]) == (first["mentions"], 0)
    # Other repositories are looked for without reading either, unless a file may name one.
    asked = named({"folders": [str(tmp_path)], "repo_ids": ["some/other", "gpt2"]})
    assert (asked["used"], asked["files_read"]) == ([], 0)
    (tmp_path / "a.py").write_text('"org/data"')
    (tmp_path / "b.py").unlink()
    last = mentions(params)
    assert last["files_read"] == 1
    assert [(Path(mention["path"]).name, mention["repo_id"]) for mention in last["mentions"]] == [
        ("c.py", "Qwen/Qwen3-0.6B"),
        ("a.py", "org/data"),
    ]
    assert module._entries.keys() == {str(tmp_path / "a.py"), str(tmp_path / "c.py")}


def test_a_file_written_just_now_is_not_trusted_by_its_time(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text('"Qwen/Qwen3-0.6B"')
    facts = file.stat()
    assert len(found_in(tmp_path, QWEN)) == 1
    file.write_text('"Qwen/Qwen3-0.6A"')
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert found_in(tmp_path, QWEN) == []


def test_when_the_time_is_over_the_answer_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"Qwen/Qwen3-0.6B"')
    answer = mentions({"folders": [str(tmp_path)], "repos": [QWEN], "limit": 9, "seconds": 0.0})
    assert (answer["mentions"], answer["truncated"]) == ([], True)


# ----------------------------------------------------------------------------------------- planted, and found

PART = st.from_regex(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,6}[A-Za-z0-9_])?", fullmatch=True).filter(
    # What the Hub does not allow.
    lambda part: "--" not in part and ".." not in part
)
ID = st.one_of(st.tuples(PART, PART).map("/".join), PART)
FORMS = [
    'from_pretrained("{}")',
    "x = '{}'",
    "see `{}`,",
    "https://huggingface.co/{}/blob/main/config.json",
    "https://hf.co/{}",
    "models--<>/refs",
    '{{"some key": "{}"}}',
]
NOISE = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(json.dumps),
    st.sampled_from(["import os", "a / b", "../x/y", "#", "(", "", "models--", "https://huggingface.co/"]),
)


@settings(max_examples=300, deadline=None)
@given(
    ids=st.lists(ID, min_size=1, max_size=6, unique_by=str.lower),
    data=st.data(),
    extension=st.sampled_from([".py", ".json", ".md", ".toml", ".ipynb"]),
)
def test_every_planted_name_is_found_and_no_other(
    ids: list[str], data: st.DataObject, extension: str
) -> None:
    planted = data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(FORMS)), max_size=8))
    lines: list[str] = []
    expected: list[tuple[str, int, int]] = []
    for repo_id, form in planted:
        noise = data.draw(NOISE)
        # Noise may name one of them by chance; then it is no noise.
        lines.append("" if any(each.lower() in noise.lower() for each in ids) else noise)
        named_so = form.replace("<>", repo_id.replace("/", "--")).format(repo_id)
        start = 0 if "<>" in form else len(form.partition("{}")[0].format())
        expected.append((repo_id, len(lines), start))
        lines.append(named_so)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"file{extension}").write_text("\n".join(lines), encoding="utf-8", newline="")
        answer = found_in(Path(folder), *[repo(each) for each in ids])
    found = [(mention["repo_id"], mention["line"], mention["character"]) for mention in answer]
    assert sorted(found) == sorted(expected)
