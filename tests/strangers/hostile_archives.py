"""What unpacks, expands or matches without end, and what takes another's place."""

from __future__ import annotations

import gzip
import json
import os
import sys
import tarfile
import zipfile
from pathlib import Path

from hostile_git import add_repository, word_like_a_token
from hostile_models import add_model
from hostile_repositories import Built, Canary, Trigger, hostile, link, write, write_json
from hostile_runs import RUNS, add_run, spec_of

ZEROS = b"\0" * 2**20


@hostile("archives that unpack to thousands of times their size")
def archives(folder: Path, canary: Canary) -> Built:
    data = folder / "data"
    data.mkdir()
    with gzip.open(data / "rows.jsonl.gz", "wb") as packed:
        for _ in range(64):
            packed.write(ZEROS)
    with zipfile.ZipFile(data / "rows.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(64):
            archive.writestr(f"../../{number}/data.pkl", ZEROS)
    for name in ("rows.csv.gz", "rows.json.gz"):
        os.link(data / "rows.jsonl.gz", data / name)
    for name in ("optimizer.pt", "pytorch_model.bin", "array.npz", "rows.parquet", "rows.jsonl"):
        os.link(data / "rows.zip", data / name)
    with tarfile.open(data / "rows.tar", "w") as tar:
        tar.add(data / "rows.zip", arcname="../../../canary/unpacked")
    model = add_model(folder / "out" / "checkpoint-1")
    for name in ("optimizer.pt", "pytorch_model.bin"):
        os.link(data / name, model / name)
    write_json(model / "trainer_state.json", {"global_step": 1, "log_history": []})
    return Built()


@hostile("files that say to be small and are as large as a disk")
def sparse_files(folder: Path, canary: Canary) -> Built:
    names = (
        "tokenizer.json",
        "tokenizer_config.json",
        "chat_template.jinja",
        "trainer_state.json",
        "metrics.jsonl",
        "data.jsonl",
        "data.csv",
        "train.log",
        "events.out.tfevents.1.x",
        "model.safetensors",
        "train.run.json",
        "notebook.ipynb",
        "config.yaml",
    )
    for name in names:
        path = write(folder / name, "{")
        with path.open("ab") as file:
            file.truncate(2**36)
    run = add_run(folder, spec_of(folder))
    for name in ("log.txt", "metrics.jsonl", "trainer.json", "findings.json", "devices.jsonl"):
        with (run / name).open("ab") as file:
            file.truncate(2**36)
    return Built()


@hostile("rules of .gitignore that take for ever, and a tree that they are about")
def rules_of_ignoring(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    rules = "\n".join("*a" * 200 + f"{number}b" for number in range(300)) + "\n!" + "**/" * 500 + "x\n"
    write(folder / ".gitignore", rules)
    write(place / "info" / "exclude", rules)
    for number in range(50):
        write(folder / ("a" * 200) / f"{'a' * 200}{number}.py", f"t = '{word_like_a_token(51)}'\n")
    return Built()


@hostile("a run that claims to be on another machine, and one that claims to be from before a restart")
def runs_from_elsewhere(folder: Path, canary: Canary) -> Built:
    command = [sys.executable, "-c", canary.python("command")]
    pid, told = canary.victim()
    away = {"attempt": 1, "pid": pid, "identity": told, "keeper_pid": pid, "keeper_identity": told}
    add_run(folder, spec_of(folder, command, host="elsewhere"), "host", process={**away, "host": "elsewhere"})
    before = {**away, "identity": f"another-boot/{told.partition('/')[2]}"}
    add_run(folder, spec_of(folder, command), "boot", process=before)
    future = add_run(folder, spec_of(folder, command, created=1e300), "future")
    write_json(future / "attempt.json", {"attempt": 1, "resume": True, "time": 1e300})
    write_json(folder / RUNS / "version" / "spec.json", {**spec_of(folder, command), "version": 2})
    return Built((Trigger("command", tuple(command), folder),))


@hostile("a home that came with the repository: tokens, configurations and caches of the libraries'")
def home_of_its_own(folder: Path, canary: Canary) -> Built:
    home = folder / "home"
    write(home / ".cache" / "huggingface" / "token", word_like_a_token(61))
    startup = f"{canary.python('startup')}\n"
    write(home / ".local" / "lib" / "python" / "site-packages" / "sitecustomize.py", startup)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    write(home / ".local" / "lib" / version / "site-packages" / "usercustomize.py", startup)
    configuration = {"compute_environment": "LOCAL_MACHINE", "num_processes": 10**400, "mixed_precision": []}
    write(home / ".cache" / "huggingface" / "accelerate" / "default_config.yaml", json.dumps(configuration))
    write(home / ".config" / "transformers-workbench" / "config.json", "{")
    helper = canary.script(home / "helper.sh", "credential")
    write(folder / ".gitconfig", f"[credential]\n\thelper = {helper}\n")
    for name in (".netrc", ".pypirc", ".condarc", ".npmrc"):
        write(folder / name, f"login = {word_like_a_token(62)}\n")
    return Built((Trigger("credential", (str(helper),), folder),))


@hostile("the workspace itself is reached by a link, and has the workbench's folders in it", alone=True)
def workspace_behind_a_link(folder: Path, canary: Canary) -> Built:
    command = [sys.executable, "-c", canary.python("command")]
    real = folder / "real"
    add_run(real, spec_of(real, command))
    link(folder / ".transformers-workbench", "real/.transformers-workbench")
    write_json(real / ".transformers-workbench" / "records.json", {str(real / RUNS / "x"): "0" * 64})
    for name in ("state", "runs", "records", "trusted"):
        write_json(real / ".transformers-workbench" / name / "x.json", {"folder": str(real / RUNS / "x")})
    link(folder / "again", "real")
    return Built((Trigger("command", tuple(command), folder),))
