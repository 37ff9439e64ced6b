"""Names and links that file systems allow."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from hostile_git import git, word_like_a_token
from hostile_repositories import Built, Canary, Trigger, hostile, link, pipe, write, write_json
from hostile_runs import add_run, spec_of

KINDS = (
    "train.py",
    "train.run.json",
    "chat_template.jinja",
    "tokenizer_config.json",
    "config.json",
    "trainer_state.json",
    "metrics.jsonl",
    "data.jsonl",
    "data.csv",
    "data.parquet",
    "notebook.ipynb",
    "log.txt",
    "requirements.txt",
    "pyproject.toml",
    "README.md",
    "config.yaml",
    ".gitignore",
    ".env",
    "events.out.tfevents.1.x",
    "model.safetensors",
)


def odd_names(canary: Canary) -> list[str]:
    """What a shell, an option parser, a terminal or a URI would take for something else."""
    command = canary.shell("name").replace("/", "%")
    return [
        f"$({command})",
        f"`{command}`",
        f";{command};",
        "--upload-pack=x",
        "-rf",
        "-",
        "a\nb\nhf",
        "a\tb\rc",
        "\u202egnp.exe",
        "\x1b[31mred\x1b]0;x\x07",
        " leading and trailing ",
        "percent%2f%2e%2e%2f",
        "..evil",
        "~",
        "$HOME",
        "%PATH%",
        "#fragment?query",
        "command:workbench.action.quit",
        "é\u0301😀",
        "C:\\x",
        "n" * 240,
    ]


@hostile("names that shells, options, terminals and addresses take for something else")
def names(folder: Path, canary: Canary) -> Built:
    for name in odd_names(canary):
        place = folder / name
        write(place / "train.py", "from transformers import Trainer\nTrainer().train()\n")
        write(place / "leak.py", f"token = '{word_like_a_token(31)}'\n")
        write(place / "chat_template.jinja", "{{ messages }}")
        write_json(place / "tokenizer_config.json", {"chat_template": "{{ messages }}"})
        write_json(place / "trainer_state.json", {"log_history": [{"step": 1, "loss": 1.0}]})
        write(folder / f"{name[:200]}.py", f"token = '{word_like_a_token(32)}'\n")
        add_run(folder, spec_of(folder), name[:200])
    bytes_name = os.fsencode(folder) + b"/\xff\xfe"
    Path(os.fsdecode(bytes_name)).mkdir()
    Path(os.fsdecode(bytes_name + b"/\xffleak.py")).write_text(f"t = '{word_like_a_token(33)}'\n", "utf-8")
    Path(os.fsdecode(bytes_name + b"/chat_template.jinja")).write_text("{{ messages }}", "utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return Built((Trigger("name", ("sh", "-c", canary.shell("name")), folder),))


@hostile("links in circles, upwards, and to the whole machine")
def links_in_circles(folder: Path, canary: Canary) -> Built:
    folder.mkdir(parents=True, exist_ok=True)
    link(folder / "a", "b")
    link(folder / "b", "a")
    link(folder / "self", ".")
    link(folder / "up", "..")
    link(folder / "root", "/")
    link(folder / "proc", "/proc")
    link(folder / "secrets", canary.folder)
    link(folder / "sub" / "again", "../sub")
    for name in KINDS:
        link(folder / "circle" / name, name)
        link(folder / "secret" / name, canary.secret)
    link(folder / ".transformers-workbench" / "runs", "runs")
    return Built()


@hostile("pipes, sockets and folders under the names of files that are read")
def no_files(folder: Path, canary: Canary) -> Built:
    for name in KINDS:
        pipe(folder / "pipes" / name)
        (folder / "folders" / name).mkdir(parents=True)
        link(folder / "zeros" / name, "/dev/zero")
        link(folder / "full" / name, "/dev/full")
        link(folder / "environ" / name, "/proc/self/environ")
        link(folder / "memory" / name, "/proc/self/mem")
        link(folder / "terminal" / name, "/dev/tty")
    here = Path.cwd()
    (folder / "sockets").mkdir()
    os.chdir(folder / "sockets")  # The name of a socket has a hundred bytes at most.
    try:
        for name in KINDS[:5]:
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(name)
    finally:
        os.chdir(here)
    return Built()


@hostile("files of these names lead to the standard input")
def standard_input_everywhere(folder: Path, canary: Canary) -> Built:
    for name in KINDS:
        link(folder / name, "/dev/stdin")
        link(folder / "model" / name, "/proc/self/fd/0")
    return Built()


def flatten(folder: Path) -> None:
    """Takes away one folder after the other of those that lie in each other."""
    top, rest = folder / "d", folder / "rest"
    while (top / "d").is_dir():
        (top / "d").rename(rest)
        top.rmdir()
        rest.rename(top)


@hostile("folders a thousand deep, and thousands beside each other")
def deep_and_wide(folder: Path, canary: Canary) -> Built:
    folder.mkdir(parents=True, exist_ok=True)
    canary.afterwards.append(lambda: flatten(folder))
    here = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        Path("leak.py").write_text(f"t = '{word_like_a_token(41)}'\n", encoding="utf-8")
        Path("tokenizer_config.json").write_text("{}", encoding="utf-8")
    finally:
        os.chdir(here)
    for number in range(1500):
        write(folder / "wide" / f"{number}.py", "from transformers import AutoModel\n")
        (folder / ".transformers-workbench" / "runs" / f"{number}").mkdir(parents=True)
    return Built()
