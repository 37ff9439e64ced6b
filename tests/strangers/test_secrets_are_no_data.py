"""A folder with credentials in it, opened in a real server: they are never offered, read, or repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from language_client import LanguageClient, RequestFailed, language_server
from made_secrets import HEX, made, named_secrets, secrets
from transformers_workbench import protocol

OFFERED = protocol.TRAINING_SCRIPT_DATA.name
LOOK = protocol.TRAINING_DATA.name
SCRIPT = protocol.TRAINING_SCRIPT.name
PLAN = protocol.TRAINING_PLAN.name
TEXT = protocol.TRAINING_FILE_TEXT.name
START = protocol.TRAINING_START.name
HUB = secrets(7)["huggingface"]
KEY = named_secrets(7)["WANDB_API_KEY"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    row = {"text": "The film was good, and the music was better than any that I have heard.", "label": 1}
    files = {
        "huggingface_token.json": json.dumps({"token": HUB}),
        "saved.json": json.dumps({"name": "laptop", "token": HUB}),
        "export.csv": f"name,token\nlaptop,{HUB}\n",
        "account.json": json.dumps(
            {"type": "service_account", "private_key": "-----BEGIN " + "PRIVATE KEY-----\n"}
        ),
        "wandb.json": json.dumps({"wandb_api_key": KEY}),
        "credentials.json": "{}",
        "train.jsonl": "\n".join(json.dumps({**row, "number": number}) for number in range(9)) + "\n",
        "tokens_train.jsonl": "\n".join(
            [*[json.dumps(row)] * 9, json.dumps({**row, "text": f"Use {HUB} there."})]
        ),
        "token_classification.jsonl": '{"tokens": ["a", "b"], "tags": [0, 1]}\n' * 9,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "train.py").write_text("DATA = 'saved.json'\n", encoding="utf-8")
    return folder


CREDENTIALS = {
    *("huggingface_token.json", "saved.json", "export.csv", "account.json", "wandb.json", "credentials.json"),
}


async def test_credentials_are_not_offered_as_data(workspace: Path) -> None:
    uris = [path.as_uri() for path in sorted(workspace.iterdir()) if path.suffix != ".py"]
    async with language_server() as window:
        found = await window.request(OFFERED, {"uris": [*uris, "untitled:a.json", "file:///nowhere/a.json"]})
        none = await window.request(OFFERED, {"uris": [(workspace / "train.jsonl").as_uri()]})
    assert {uri.rpartition("/")[2] for uri in found["credentials"]} == CREDENTIALS
    assert "account.json holds credentials" in found["message"]
    assert (none["credentials"], none.get("message", "")) == ([], "")


async def test_credentials_that_are_chosen_by_hand_are_refused_and_not_repeated(workspace: Path) -> None:
    said: list[str] = []
    async with language_server() as window:
        for name in sorted(CREDENTIALS):
            params = {"uri": (workspace / name).as_uri(), "model": "", "maxLength": 0}
            with pytest.raises(RequestFailed) as refused:
                await window.request(LOOK, {**params, "textColumn": "", "labelColumn": ""})
            assert refused.value.data["reason"] == "data-credentials"
            assert f"{name} holds credentials, so it is not read as data." in str(refused.value)
            said += [str(refused.value), json.dumps(refused.value.data)]
        said += [json.dumps(await made_script(window, workspace, "saved.json"))]
    assert "saved.json holds credentials" in said[-1]
    assert not [text for text in said if HUB in text or KEY in text]


async def test_data_in_which_a_row_mentions_a_token_is_data_but_the_token_is_not_shown(
    workspace: Path,
) -> None:
    async with language_server() as window:
        params = {"uri": (workspace / "tokens_train.jsonl").as_uri(), "model": "", "maxLength": 0}
        look = await window.request(LOOK, {**params, "textColumn": "", "labelColumn": ""})
        script = await made_script(window, workspace, "tokens_train.jsonl")
    assert look["rows"] == 10
    [text] = [column for column in look["columns"] if column["name"] == "text"]
    assert "Use … there." in text["examples"]
    assert HUB[:12] not in json.dumps(look)
    assert not script.get("problems")


async def made_script(window: LanguageClient, folder: Path, data: str) -> Any:
    choices = {"model": "gpt2", "taskType": "SEQ_CLS", "method": "FULL", "data": str(folder / data)}
    return await window.request(SCRIPT, {"choices": choices, "folder": folder.as_uri()})


async def test_no_file_of_a_run_is_written_with_anybodys_secret(workspace: Path) -> None:
    script = {"script": (workspace / "train.py").as_uri()}
    given: list[tuple[dict[str, Any], str]] = [
        ({"arguments": ["--wandb_key", KEY]}, KEY),
        ({"arguments": [f"--api_key={secrets(7)['openai']}"]}, secrets(7)["openai"]),
        ({"arguments": ["--pat", secrets(7)["github"]]}, secrets(7)["github"]),
        ({"arguments": [f"X{HUB}"]}, HUB),
        ({"environment": {"COMET_API_KEY": made(25, HEX)}}, made(25, HEX)),
        ({"name": secrets(7)["anthropic"]}, secrets(7)["anthropic"]),
        ({"slurm": {"options": [f"--export=ALL,WANDB_API_KEY={KEY}"]}}, KEY),
    ]
    async with language_server() as window:
        for more, secret in given:
            for method in (PLAN, TEXT, START):
                spec = {"spec": {**script, **more}, "folder": workspace.as_uri()}
                runs = {"runsFolder": (workspace / "runs").as_uri()} if method != TEXT else {}
                with pytest.raises(RequestFailed) as refused:
                    await window.request(method, {**spec, **runs})
                assert refused.value.data["reason"] == "run-secret", (method, more)
                assert secret not in str(refused.value) + json.dumps(refused.value.data)
    assert not (workspace / "runs").exists() and not (workspace / ".transformers-workbench").exists()
