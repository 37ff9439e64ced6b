"""No text of a run is written with a secret in it, whoever's it is."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from healthy_arguments import ARGUMENTS, VARIABLES
from made_secrets import named_secrets, secrets
from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.protocol.training import RunSpec, SlurmOptions
from transformers_workbench.training.run_file import read_run_file, run_file_text
from transformers_workbench.training.secrets_refused import refuse_secrets
from transformers_workbench.wording import ENGLISH

SCRIPT = "file:///w/train.py"
SECRETS = {**secrets(), **named_secrets()}


def refusal(spec: RunSpec) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        refuse_secrets(spec)
    assert caught.value.reason == "run-secret"
    return caught.value


@pytest.mark.parametrize("kind", sorted(secrets()))
def test_a_secret_is_refused_in_every_text_of_a_run(kind: str) -> None:
    secret = secrets()[kind]
    specs = [
        RunSpec(SCRIPT, arguments=["--epochs", "1", "--value", secret]),
        RunSpec(SCRIPT, arguments=[f"--value={secret}"]),
        RunSpec(SCRIPT, arguments=[f"X{secret}" if secret.startswith("hf_") else secret]),
        RunSpec(SCRIPT, environment={"MINE": secret}),
        RunSpec(SCRIPT, environment={"MINE": f"a {secret} b"}),
        RunSpec(SCRIPT, name=secret),
        RunSpec(SCRIPT, slurm=SlurmOptions(options=[f"--comment={secret}"])),
        RunSpec(SCRIPT, slurm=SlurmOptions(account=secret)),
        RunSpec(SCRIPT, slurm=SlurmOptions(partition=secret)),
    ]
    if "/" not in secret and "\n" not in secret and "?" not in secret:
        specs.append(RunSpec(SCRIPT, working_directory=f"file:///w/{secret}"))
    for spec in specs:
        said = problem_words(refusal(spec), ENGLISH)
        assert secret not in said and secret[-8:] not in said
        with pytest.raises(WorkbenchError):
            run_file_text(spec, Path("/w"))


@pytest.mark.parametrize("name", sorted(named_secrets()))
def test_a_secret_under_its_name_is_refused(name: str, tmp_path: Path) -> None:
    value = named_secrets()[name]
    file = tmp_path / "a.run.json"
    for more in (
        {"environment": {name: value}},
        {"arguments": [f"--{name.lower()}", value]},
        {"arguments": [f"--{name.lower()}={value}"]},
        {"slurm": {"options": [f"--export=ALL,{name}={value}"]}},
    ):
        with pytest.raises(WorkbenchError) as caught:
            read_run_file(file, json.dumps({"script": "train.py", **more}))
        assert caught.value.reason == "run-secret"
        said = problem_words(caught.value, ENGLISH)
        assert value not in said
        assert name.lower() in said.lower()


def test_it_is_told_what_to_do_instead() -> None:
    error = refusal(RunSpec(SCRIPT, arguments=["--wandb_key", SECRETS["WANDB_API_KEY"]]))
    said = problem_words(error, ENGLISH)
    assert said.startswith(
        "A secret would be stored on disk with the run (--wandb_key). Remove it from the run."
    )
    assert "environment" in said and "log in" in said


def test_a_run_of_every_day_is_not_refused() -> None:
    for words in ARGUMENTS:
        refuse_secrets(RunSpec(SCRIPT, arguments=words.split(" ")))
    for name, value in VARIABLES:
        refuse_secrets(RunSpec(SCRIPT, environment={name: value}))
    whole = RunSpec(
        "file:///home/me/sft%20run/train.py",
        name="llama3-sft",
        working_directory="file:///home/me/sft%20run",
        accelerate_config="file:///home/me/.cache/huggingface/accelerate/default_config.yaml",
        devices=["GPU-550e8400-e29b-41d4-a716-446655440000", "cpu"],
        slurm=SlurmOptions(time="1-00:00:00", partition="gpu", account="p_1", options=["--gres=gpu:h100:4"]),
    )
    refuse_secrets(whole)
    assert attrs.asdict(whole)
