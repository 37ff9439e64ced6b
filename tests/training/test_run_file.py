"""A ``*.run.json`` says what to run, people write it, and what they get wrong is told where it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transformers_workbench.documents import uri_of
from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.protocol.training import RunSpec, SlurmOptions
from transformers_workbench.training.run_file import KEYS, SLURM_KEYS, read_run_file, run_file_text
from transformers_workbench.training.spec_contract import contract_of, spec_of
from transformers_workbench.wording import ENGLISH

SCHEMA = Path(__file__).resolve().parents[2] / "extension" / "schemas" / "run.schema.json"
LOOKS_RANDOM = "".join(chr(65 + 7 * n % 26 + 32 * (n % 3 == 1)) for n in range(31)) + "4x9"
FILE = Path("/work space/runs/minilm.run.json").absolute()
WHOLE = """{
  "$schema": "./run.schema.json",
  "name": "minilm",
  "script": "../train.py",
  "arguments": ["--lr", "1e-4"],
  "environment": {"WANDB_MODE": "offline"},
  "workingDirectory": ".",
  "devices": ["0", "1"],
  "launcher": "accelerate",
  "processes": 2,
  "accelerateConfig": "~/a.yaml",
  "slurm": {"nodes": 2, "gpusPerNode": 4, "time": "1:00", "partition": "p", "account": "a", "options": ["-x"]}
}"""


def same(one: RunSpec, other: RunSpec) -> bool:
    return attrs.asdict(one) == attrs.asdict(other)


def refusal(text: str) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as refused:
        read_run_file(FILE, text)
    return refused.value


def said(text: str) -> str:
    return problem_words(refusal(text), ENGLISH)


def test_everything_that_it_says_is_read_with_paths_relative_to_it() -> None:
    told = RunSpec(
        script=uri_of(FILE.parents[1] / "train.py"),
        name="minilm",
        arguments=["--lr", "1e-4"],
        environment={"WANDB_MODE": "offline"},
        working_directory=uri_of(FILE.parent),
        devices=["0", "1"],
        launcher="accelerate",
        processes=2,
        accelerate_config=uri_of(Path.home() / "a.yaml"),
        slurm=SlurmOptions(2, 4, "1:00", "p", "a", ["-x"]),
    )
    assert same(read_run_file(FILE, WHOLE), told)


def test_a_script_is_enough() -> None:
    told = RunSpec(uri_of(FILE.parent / "train.py"))
    assert same(read_run_file(FILE, '\ufeff{"script": "train.py"}'), told)


def test_what_was_read_is_written_as_it_was() -> None:
    spec = read_run_file(FILE, WHOLE)
    again = read_run_file(FILE, run_file_text(spec, FILE.parent))
    assert same(again, spec)
    short = json.loads(run_file_text(RunSpec(uri_of(FILE.parent / "sub" / "train.py")), FILE.parent))
    assert short == {"script": "sub/train.py"}


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)


@given(st.lists(TEXT), st.dictionaries(TEXT, TEXT), st.integers(0, 9), st.sampled_from(["auto", "python"]))
def test_any_run_comes_back_from_its_file(
    arguments: list[str], environment: dict[str, str], processes: int, launcher: Any
) -> None:
    spec = RunSpec(uri_of(FILE.parent / "t.py"), "n", arguments, environment, "", [], launcher, processes)
    assert same(read_run_file(FILE, run_file_text(spec, FILE.parent)), spec)


def test_json_that_is_broken_is_told_with_line_and_column() -> None:
    error = refusal('{\n  "script": "a.py",\n  // a comment\n}')
    assert (error.reason, error.line, error.column) == ("run-file-json", 3, 2)
    assert "minilm.run.json is not JSON, at 3:3" in problem_words(error, ENGLISH)


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    words = said('{\n  "script": "a.py",\n  "argument": []\n}')
    assert (
        words == "minilm.run.json, line 3: a run has no “argument”. The nearest that it has is “arguments”."
    )
    assert "“gpusPerNode”" in said('{"script": "a.py", "slurm": {"gpus": 1}}')


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"arguments": "--lr 1"', '“arguments” must be: array of strings. It is: "--lr 1"'),
        ('"arguments": ["--lr", 1]', '“arguments” must be: array of strings. It is: ["--lr", 1]'),
        ('"environment": {"A": 1}', '“environment” must be: object of strings. It is: {"A": 1}'),
        ('"processes": "2"', '“processes” must be: integer ≥ 0. It is: "2"'),
        ('"processes": true', "“processes” must be: integer ≥ 0. It is: true"),
        ('"launcher": "torchrun"', '“launcher” must be: "auto", "python", "accelerate". It is: "torchrun"'),
        ('"slurm": 2', "“slurm” must be: object. It is: 2"),
        ('"slurm": {"nodes": 0}', "“nodes” must be: integer ≥ 1. It is: 0"),
        ('"name": null', "“name” must be: string. It is: null"),
        ('"name": "a", "name": "b"', '“name” must be: said once. It is: ["a", "b"]'),
    ],
)
def test_a_value_of_another_kind_is_told(value: str, told: str) -> None:
    assert said(f'{{"script": "a.py",\n {value}}}') == f"minilm.run.json, line 2: {told} Change the value."


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "null", "[" * 100_000])
def test_what_is_no_object_is_refused(text: str) -> None:
    assert refusal(text).reason in {"run-file-value", "run-file-json"}


@pytest.mark.parametrize("text", ["{}", '{"script": ""}'])
def test_without_a_script_it_is_told_how_to_name_one(text: str) -> None:
    assert refusal(text).reason == "run-file-script"


@pytest.mark.parametrize(
    "value",
    [
        '"environment": {"HF_TOKEN": "whatever"}',
        f'"environment": {{"MINE": "hf_{LOOKS_RANDOM}"}}',
        f'"arguments": ["--token=hf_{LOOKS_RANDOM}"]',
    ],
)
def test_a_token_is_refused_and_not_repeated(value: str) -> None:
    error = refusal(f'{{"script": "a.py", {value}}}')
    assert error.reason == "run-secret"
    assert LOOKS_RANDOM not in problem_words(error, ENGLISH)


def test_a_token_is_not_written_either() -> None:
    with pytest.raises(WorkbenchError):
        run_file_text(RunSpec("file:///a.py", environment={"HF_TOKEN": "x"}), FILE.parent)


def test_the_schema_says_the_same_keys_and_defaults_as_the_contract() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    properties = schema["properties"]
    assert set(properties) - {"$schema"} == set(KEYS)
    assert set(properties["slurm"]["properties"]) == set(SLURM_KEYS)
    assert schema["additionalProperties"] is False and properties["slurm"]["additionalProperties"] is False
    for plain, keys, told in (
        (RunSpec("x"), KEYS, properties),
        (SlurmOptions(), SLURM_KEYS, properties["slurm"]["properties"]),
    ):
        for key, name in keys.items():
            assert told[key]["description"].endswith(".")
            if key not in {"script", "slurm"}:
                assert told[key]["default"] == getattr(plain, name)


def test_the_contract_and_plain_values_are_the_same_thing() -> None:
    spec = read_run_file(FILE, WHOLE)
    assert same(contract_of(spec_of(spec, uri_of(FILE.parent))), spec)
    bare = spec_of(RunSpec(uri_of(FILE.parent / "train.py")), "")
    assert (bare.name, bare.working_directory, bare.workspace) == ("train", FILE.parent, FILE.parent)
    with pytest.raises(WorkbenchError) as refused:
        spec_of(attrs.evolve(spec, script="untitled:Untitled-1"))
    assert refused.value.reason == "run-elsewhere"
