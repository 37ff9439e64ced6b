"""What trainings leave: states, events, data sets, notebooks and credentials."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

from hostile_git import word_like_a_token
from hostile_models import write_pickle
from hostile_repositories import (
    SECRET,
    Built,
    Canary,
    Trigger,
    hostile,
    link,
    nested,
    pipe,
    write,
    write_json,
)
from hostile_runs import MARKUP


@hostile("states of a Trainer are nothing but depth, numbers and wrong types")
def trainer_states(folder: Path, canary: Canary) -> Built:
    million = 10**6
    states = {
        "deep": nested(million),
        "deep-history": '{"log_history": [' + nested(million) + "]}",
        "numbers": '{"global_step": '
        + "9" * 5000
        + ', "max_steps": 1e999, "log_history": [{"step": NaN, "loss": 1e999}]}',
        "types": '{"log_history": {"a": 1}, "global_step": [], "best_metric": {}}',
        "rows": json.dumps({"log_history": [1, None, [], {"step": {}, "loss": []}, {"loss": "x"}] * 1000}),
        "keys": json.dumps({"log_history": [{f"{MARKUP}{n}": 1.0 for n in range(2000)} | {"step": 1}]}),
    }
    for name, text in states.items():
        write(folder / name / "checkpoint-1" / "trainer_state.json", text)
        write(folder / name / "trainer_state.json", text)
    return Built()


def record(content: bytes, length: int | None = None) -> bytes:
    """One of an event file, with checksums that are wrong."""
    return struct.pack("<Q", len(content) if length is None else length) + b"\0\0\0\0" + content + b"\0\0\0\0"


@hostile("event files are cut off, wrong, endless and oddly named")
def event_files(folder: Path, canary: Canary) -> Built:
    contents = {
        "cut": b"\x18\x00\x00",
        "checksum": record(b"\x09\x00\x00\x00\x00\x00\x00\x00\x00\x1a\x0dbrain.Event:2") * 3,
        "length": record(b"x", 2**63) + record(b"y", 2**40),
        "zeros": b"\0" * 100_000,
        "noise": bytes(range(256)) * 500,
    }
    for name, content in contents.items():
        path = folder / "runs" / name / "events.out.tfevents.1.host"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    odd = (
        folder
        / "runs"
        / "$(touch x);`id`"
        / f"events.out.tfevents.1.$({canary.shell('name').replace('/', ':')})"
    )
    odd.parent.mkdir(parents=True)
    odd.write_bytes(contents["checksum"])
    for name, target in (("zero", "/dev/zero"), ("stdin", "/dev/stdin"), ("secret", canary.secret)):
        link(folder / "runs" / name / "events.out.tfevents.2.host", target)
    pipe(folder / "runs" / "pipe" / "events.out.tfevents.3.host")
    link(folder / "runs" / "loop", ".")
    write(
        folder / "train.py",
        "from transformers import TrainingArguments\nTrainingArguments(logging_dir='/proc')\n",
    )
    return Built()


@hostile("logs that expressions take for ever to read")
def console_logs(folder: Path, canary: Canary) -> Built:
    lines = {
        "braces": "{" * 200_000,
        "pairs": "{" + "'loss': 1.0, " * 100_000,
        "open": "{'loss': '" + "a" * 1_000_000,
        "quotes": "{'a': \"" + "\\'" * 300_000,
        "spaces": "{'loss':" + " " * 500_000 + "}",
        "bars": "\r".join(f"{number}%|{'█' * 50}| {number}/100" for number in range(20_000)),
        "errors": "Traceback (most recent call last):\n" * 50_000 + "OSError: " + "x" * 1_000_000,
        "evaluated": f"{{'loss': {canary.python('log')}, 'epoch': __import__('os').getpid()}}\n" * 10,
        "numbers": "{'loss': " + "9" * 5000 + ", 'epoch': 1e999, 'grad_norm': nan}\n" * 3,
        "hub": "401 Client Error: huggingface.co/" + "a/" * 100_000 + f" gated repo {MARKUP}",
    }
    for name, text in lines.items():
        write(folder / f"{name}.log", text)
    link(folder / "zero.log", "/dev/zero")
    pipe(folder / "pipe.log")
    (folder / "sparse.log").write_bytes(b"{'loss': 1.0}\n")
    with (folder / "sparse.log").open("ab") as file:
        file.truncate(2**33)
    evaluate = "import sys; eval(open(sys.argv[1]).readline())"
    trigger = Trigger("log", (sys.executable, "-c", evaluate, str(folder / "evaluated.log")), folder)
    return Built((trigger,))


@hostile("data sets are pickles, garbage, scripts, devices and depth")
def data_files(folder: Path, canary: Canary) -> Built:
    data = folder / "data"
    names = ("rows.pkl", "rows.parquet", "rows.jsonl", "rows.csv", "rows.arrow", "rows.npy", "rows.json")
    triggers = [write_pickle(data / "pickles" / name, canary, name) for name in names]
    for name, content in {
        "magic.parquet": b"PAR1" + b"\xff" * 5000 + b"\xff\xff\xff\x7fPAR1",
        "short.parquet": b"PAR1PAR1",
        "noise.parquet": bytes(range(256)) * 100,
        "depth.jsonl": (nested(200_000) + "\n").encode() * 2,
        "long.jsonl": b'{"text": "' + b"a" * 5_000_000 + b'"}\n',
        "columns.jsonl": json.dumps({f"column {number}": number for number in range(50_000)}).encode(),
        "columns.csv": b",".join(b"column %d" % number for number in range(50_000)) + b"\n",
        "formulas.csv": b"text,label\n=cmd|' /C calc'!A0,@SUM(1)\n-1+1|cmd,+1\n",
        "quotes.csv": b'text,label\n"' + b"a\n" * 500_000,
        "numbers.jsonl": b'{"label": 1' + b"0" * 5000 + b', "text": NaN}\n',
        "surrogates.jsonl": b'{"text": "\\ud800", "label": "\\udfff"}\n',
        "markup.jsonl": json.dumps({"text": MARKUP, MARKUP: MARKUP, "label": MARKUP}).encode() + b"\n",
        "endless.json": b"[" + b'{"a": ' * 200_000,
        "empty.jsonl": b"",
    }.items():
        (data / name).write_bytes(content)
    for number, target in enumerate(("/dev/zero", "/dev/stdin", str(canary.secret), "/proc/self/environ")):
        for kind in ("jsonl", "csv", "parquet", "json"):
            link(data / f"link-{number}.{kind}", target)
    for kind in ("jsonl", "csv", "parquet", "json"):
        pipe(data / f"pipe.{kind}")
    script = write(data / "data.py", f"{canary.python('loading-script')}\n")
    write_json(data / "dataset_infos.json", {"default": {"builder_name": "data"}})
    calls = "".join(
        f"load_dataset('json', data_files='data/{path.name}')\n"
        for path in sorted(data.iterdir())
        if path.suffix
    )
    write(folder / "train.py", f"from datasets import load_dataset\n{calls}")
    return Built((*triggers, Trigger("loading-script", (sys.executable, str(script)), data)))


@hostile("credentials lie where training data is looked for")
def credentials(folder: Path, canary: Canary) -> Built:
    rows = [{"text": SECRET, "token": SECRET, "label": "a"}, {"text": "x", "token": "y", "label": "b"}]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    for name in ("huggingface_token", "credentials", "client_secret", "my-api-token", "service-account"):
        write_json(folder / f"{name}.json", rows)
        write(folder / "data" / f"{name}.jsonl", lines)
        write(folder / "data" / f"{name}.csv", f"text,label\n{SECRET},a\n")
    write(folder / ".env", f"HF_TOKEN={SECRET}\nWANDB_API_KEY={SECRET}\n")
    write(folder / ".netrc", f"machine huggingface.co login x password {SECRET}\n")
    key = {"type": "service_account", "private_key": SECRET, "client_email": "x@x.iam.gserviceaccount.com"}
    write_json(folder / "training.json", key)
    names = sorted(path.relative_to(folder) for path in folder.rglob("*.json*"))
    calls = "".join(f"load_dataset('json', data_files='{name}')\n" for name in names)
    write(folder / "train.py", f"from datasets import load_dataset\n{calls}Trainer().train()\n")
    secrets = {
        "hub": word_like_a_token(11),
        "hub-inside": f"X{word_like_a_token(12)}",
        "github": "ghp_" + word_like_a_token(13)[3:] + "Ab",
    }
    for name, secret in secrets.items():
        spec = {"script": "train.py", "arguments": ["--key", secret], "environment": {"KEY": secret}}
        write_json(folder / f"{name}.run.json", spec)
    return Built()


@hostile("notebooks are depth and size, and their outputs link to commands")
def notebooks(folder: Path, canary: Canary) -> Built:
    output = {
        "output_type": "display_data",
        "data": {"text/html": MARKUP, "text/markdown": MARKUP, "application/javascript": "alert(1)"},
        "metadata": {},
    }
    cell = {
        "cell_type": "code",
        "source": f"!{canary.shell('cell')}\ntoken = '{word_like_a_token(21)}'\n",
        "outputs": [output, {"output_type": "stream", "name": "stdout", "text": word_like_a_token(22)}],
        "metadata": {},
        "execution_count": 1,
    }
    notebook = {
        "cells": [cell] * 50,
        "metadata": {"kernelspec": {"name": "evil"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    write_json(folder / "cells.ipynb", notebook)
    write(folder / "deep.ipynb", '{"cells": ' + nested(500_000) + f', "x": "{word_like_a_token(23)}"}}')
    write(folder / "wide.ipynb", '{"cells": [' + "{}," * 500_000 + f'"{word_like_a_token(24)}"]}}')
    types = {"cells": [1, None, {"cell_type": [], "source": {}, "outputs": 3}], "x": word_like_a_token(25)}
    write_json(folder / "types.ipynb", types)
    link(folder / "zero.ipynb", "/dev/zero")
    pipe(folder / "pipe.ipynb")
    return Built((Trigger("cell", ("sh", "-c", canary.shell("cell")), folder),))


@hostile("a note of TensorBoard's names another address and a process of the user's")
def tensorboard_notes(folder: Path, canary: Canary) -> Built:
    pid, told = canary.victim()
    place = folder / "state" / "tensorboard"
    note = {
        "pid": pid,
        "identity": told,
        "port": 80,
        "port_taken": False,
        "url": "http://evil.example/",
        "folders": [str(folder)],
        "location": str(folder),
        "started": 1.0,
    }
    write_json(place / "0123456789abcdef" / "state.json", note)
    write_json(
        place / "port" / "state.json", {**note, "port": 10**400, "url": "command:workbench.action.quit"}
    )
    write(place / "deep" / "state.json", nested(200_000))
    link(place / "zero" / "state.json", "/dev/zero")
    pipe(place / "pipe" / "state.json")
    link(place / "secret" / "log.txt", canary.secret)
    write_json(place / "secret" / "state.json", {**note, "identity": "gone"})
    link(folder / "logs" / "events.out.tfevents.1.x", "/dev/zero")
    return Built((), {"TRANSFORMERS_WORKBENCH_STATE": str(folder / "state")})
