"""A pipe or a device under the name of a file holds nobody up, and no answer takes memory for it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copytree, which
from typing import Any

import pytest

from agent_process import AgentProcess
from caches import CachedRepo
from language_client import LanguageClient, RequestFailed, hover_params, language_server, render_params
from library import CHAT_TEMPLATE, Oracle
from logs import LOG_A, health, lines
from planted import token

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such files"),
    pytest.mark.timeout(120),
]
ROOT = Path(__file__).resolve().parents[2]
RENDER = "transformers/chatTemplate/render"
DEADLINE = 20.0
GROWTH = 64 * 2**20
"""Bytes that an agent may take to find out."""
MIND = 0.2
"""Seconds in which a hover is answered, whatever else is asked."""


def pipe(path: Path) -> Path:
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


def endless(path: Path) -> Path:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")
    return path


# The server


@pytest.fixture
async def client() -> AsyncIterator[LanguageClient]:
    async with language_server() as started:
        started.open("untitled:names.jinja", "{{ tools }}")
        await started.eventually("textDocument/hover", hover_params("untitled:names.jinja", 0, 4))
        yield started


async def hover_seconds(client: LanguageClient) -> float:
    """The fastest of three: other processes may have the processor. A blocked server answers none."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        assert await client.request("textDocument/hover", hover_params("untitled:names.jinja", 0, 4))
        taken.append(time.perf_counter() - began)
    return min(taken)


@pytest.mark.parametrize(("make", "kind"), [(pipe, "pipe"), (endless, "device")])
@pytest.mark.parametrize("name", ["chat_template.jinja", "tokenizer_config.json"])
async def test_document_of_the_server(
    client: LanguageClient, name: str, make: Any, kind: str, tmp_path: Path
) -> None:
    path = make(tmp_path / name)
    _, answer = client.start(RENDER, render_params(path.as_uri()))
    assert await hover_seconds(client) < MIND
    failed = await asyncio.wait_for(answer, DEADLINE)
    assert failed["problem"]["reason"] == "file-not-regular"
    assert f"is a {kind}, not a regular file." in failed["problem"]["message"]


async def test_everything_beside_a_template_is_a_pipe(client: LanguageClient, tmp_path: Path) -> None:
    """What the server looks for in a model folder by itself is no file; the template still renders."""
    (tmp_path / "chat_template.jinja").write_text("{{ messages[0].content }}", encoding="utf-8")
    for name in ("config.json", "README.md", "tokenizer_config.json", "special_tokens_map.json"):
        pipe(tmp_path / name)
    uri = (tmp_path / "chat_template.jinja").as_uri()
    _, answer = client.start(RENDER, render_params(uri))
    assert await hover_seconds(client) < MIND
    rendered = await asyncio.wait_for(answer, DEADLINE)
    assert rendered["kind"] == "rendered", rendered
    assert rendered["text"] == "Hi"
    _, inspected = client.start(
        "transformers/chatTemplate/inspect", {"source": {"kind": "folder", "uri": tmp_path.as_uri()}}
    )
    assert await hover_seconds(client) < MIND
    await asyncio.wait_for(inspected, DEADLINE)


@pytest.mark.parametrize("make", [pipe, endless])
async def test_log_that_the_server_follows(client: LanguageClient, make: Any, tmp_path: Path) -> None:
    for name in ("run.log", "metrics.jsonl", "trainer_state.json"):
        log = make(tmp_path / name)
        _, answer = client.start("transformers/health/open", {"log": log.as_uri()})
        assert await hover_seconds(client) < MIND
        with pytest.raises(RequestFailed) as failed:
            await asyncio.wait_for(answer, DEADLINE)
        assert failed.value.data["reason"] == "file-not-regular"


# Agents


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small tokenizer."""
    folder = tmp_path_factory.mktemp("model")
    oracle = Oracle()
    oracle.ask("build_tokenizer", folder=str(folder), corpus=["a b c"], chat_template=CHAT_TEMPLATE)
    oracle.close()
    return folder


@pytest.fixture
def agent() -> Iterator[AgentProcess]:
    with AgentProcess() as process:
        yield process
        process.process.kill()
        process.process.wait()


def error_of(agent: AgentProcess, method: str, **params: Any) -> dict[str, Any]:
    answer = agent.request(method, {key: str(value) for key, value in params.items()}, DEADLINE)
    assert "error" in answer, answer
    error: dict[str, Any] = answer["error"]
    return error


def peak(agent: AgentProcess) -> int:
    """The most memory that the process had so far."""
    if not sys.platform.startswith("linux"):
        return 0
    status = Path(f"/proc/{agent.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


@pytest.mark.parametrize("name", ["tokenizer_config.json", "config.json", "chat_template.jinja", "vocab.txt"])
@pytest.mark.parametrize(("make", "kind"), [(pipe, "pipe"), (endless, "device")])
def test_tokenizer(
    agent: AgentProcess, model_folder: Path, name: str, make: Any, kind: str, tmp_path: Path
) -> None:
    agent.result("tokenizer.load", {"folder": str(model_folder)})  # Now the libraries are imported.
    folder = Path(copytree(model_folder, tmp_path / "model"))
    make(folder / name)
    before = peak(agent)
    error = error_of(agent, "tokenizer.load", folder=folder)
    agent.request("tokenizer.special_tokens_from_files", {"folder": str(folder)}, DEADLINE)
    assert peak(agent) - before < GROWTH
    assert (error["reason"], error["message"]) == (
        "tokenizer-broken",
        f"{name}: It is a {kind}, not a regular file",
    )


@pytest.mark.parametrize("make", [pipe, endless])
def test_tokenizer_that_is_none(agent: AgentProcess, make: Any, tmp_path: Path) -> None:
    file = make(tmp_path / "tokenizer.json")
    before = peak(agent)
    assert error_of(agent, "tokenizer.load", folder=tmp_path)["reason"] == "tokenizer-broken"
    assert (
        error_of(agent, "tokenizer.encode_provisional", file=file, text="a")["reason"] == "tokenizer-broken"
    )
    assert peak(agent) - before < GROWTH


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
def test_tokenizer_of_a_terabyte(agent: AgentProcess, model_folder: Path, name: str, tmp_path: Path) -> None:
    agent.result("tokenizer.load", {"folder": str(model_folder)})
    folder = Path(copytree(model_folder, tmp_path / "model"))
    with (folder / name).open("r+b") as file:
        file.truncate(2**40)
    before = peak(agent)
    error = error_of(agent, "tokenizer.load", folder=folder)
    agent.request("tokenizer.special_tokens_from_files", {"folder": str(folder)}, DEADLINE)
    assert peak(agent) - before < GROWTH
    assert (error["reason"], error["message"]) == ("tokenizer-broken", f"{name}: It is larger than 256 MiB")


def test_large_weights_beside_a_tokenizer(agent: AgentProcess, model_folder: Path, tmp_path: Path) -> None:
    """Those the library does not read, nor sockets and folders that lie there."""
    folder = Path(copytree(model_folder, tmp_path / "model"))
    with (folder / "model.safetensors").open("wb") as file:
        file.truncate(2**40)
    (folder / "checkpoint-10").mkdir()
    (folder / "broken").symlink_to("nowhere")
    assert agent.result("tokenizer.load", {"folder": str(folder)})


@pytest.mark.parametrize("make", [pipe, endless])
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json", "rows.csv", "rows.parquet"])
def test_data(agent: AgentProcess, name: str, make: Any, tmp_path: Path) -> None:
    before = peak(agent)
    error = error_of(agent, "training.data", path=make(tmp_path / name))
    assert error["reason"] == "file-not-regular"
    assert "not a regular file" in error["message"]
    assert peak(agent) - before < GROWTH


@pytest.mark.parametrize("make", [pipe, endless])
@pytest.mark.parametrize("name", ["config.json", "model.safetensors.index.json"])
def test_model(agent: AgentProcess, name: str, make: Any, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    make(tmp_path / name)
    before = peak(agent)
    assert error_of(agent, "training.model", model=tmp_path)["reason"] in (
        "model-damaged",
        "model-without-weights",  # What is no file is no index either.
    )
    assert peak(agent) - before < GROWTH


@pytest.mark.parametrize("make", [pipe, endless])
def test_ref_of_a_cache(make: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("models--a--good", "models--a--bad"):
        (home / "hub" / name).mkdir(parents=True)
        CachedRepo(home / "hub" / name).add_revision("r", {"config.json": b"{}"}, ["main"])
    make(home / "hub/models--a--bad/refs/main")
    with AgentProcess({"HF_HOME": str(home), "HF_HUB_CACHE": str(home / "hub")}) as agent:
        agent.request("cache.models", {}, DEADLINE)
        before = peak(agent)
        found = agent.request("cache.models", {}, DEADLINE)["result"]
        assert [each["repo_id"] for each in found["models"]] == ["a/good"]
        assert "not a regular file" in found["warnings"][0]
        scanned = agent.request("cache.scan", {"root": str(home / "hub")}, DEADLINE)["result"]
        assert [each["repo_id"] for each in scanned["repos"]] == ["a/good"]
        assert error_of(agent, "cache.snapshot", repo_id="a/bad")["reason"] == "repository-missing"
        assert peak(agent) - before < GROWTH


@pytest.mark.parametrize("make", [pipe, endless])
def test_workspace_that_is_searched_for_names(agent: AgentProcess, make: Any, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"a/b"', encoding="utf-8")
    for name in (".gitignore", "b.py", "c.ipynb"):
        make(tmp_path / name)
    before = peak(agent)
    params = {"folders": [str(tmp_path)], "repos": [{"repo_id": "a/b"}], "limit": 9}
    found = agent.request("cache.mentions", params, DEADLINE)["result"]
    assert [Path(each["path"]).name for each in found["mentions"]] == ["a.py"]
    assert peak(agent) - before < GROWTH


# The command line


def run(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transformers_workbench", *map(str, words)],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT / "server")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("make", [pipe, endless])
def test_check(make: Any, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"x = '{token(1)}'\n", encoding="utf-8")
    others = [make(tmp_path / name) for name in (".gitignore", "b.ipynb", "c.py", "chat_template.jinja")]
    found = run("check", ".", *others, "--format", "json", folder=tmp_path)
    assert [each["path"] for each in json.loads(found.stdout)["findings"]] == ["a.py"], found.stderr


@pytest.mark.skipif(which("git") is None, reason="needs git")
def test_check_of_an_index_that_leads_out(tmp_path: Path) -> None:
    """Git lists what its index names, also below what has become a link to another folder."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/b.py").write_text(f"x = '{token(1)}'\n", encoding="utf-8")
    inside = tmp_path / "inside"
    (inside / "a").mkdir(parents=True)
    (inside / "a/b.py").write_text("x = 1\n", encoding="utf-8")
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *words], cwd=inside, check=True)
    (inside / "a/b.py").unlink()
    (inside / "a").rmdir()
    (inside / "a").symlink_to("../outside")
    found = run("check", ".", "--format", "json", folder=inside)
    assert (found.returncode, json.loads(found.stdout)["findings"]) == (0, []), found.stderr


@pytest.mark.parametrize("make", [pipe, endless])
@pytest.mark.parametrize("name", ["run.log", "metrics.jsonl", "trainer_state.json"])
def test_health(make: Any, name: str, tmp_path: Path) -> None:
    log = make(tmp_path / name)
    answer = run("health", log, folder=tmp_path)
    assert answer.returncode
    assert answer.stdout == ""
    assert "not a regular file" in answer.stderr


def test_health_of_a_folder_with_a_pipe_in_it(tmp_path: Path) -> None:
    """The log is read; the note beside it that is none does not matter."""
    (tmp_path / "metrics.jsonl").write_text(
        "".join(
            json.dumps({"step": step, "loss": loss, "learning_rate": rate}) + "\n"
            for step, (loss, rate, _) in enumerate(LOG_A, 1)
        ),
        encoding="utf-8",
    )
    for name in ("trainer.json", "progress.json", "spec.json"):
        pipe(tmp_path / name)
    code, answer = health(tmp_path)
    assert code in (0, 1), answer
    assert len(lines(LOG_A)) > 0


@pytest.mark.parametrize("make", [pipe, endless])
def test_render_with_messages_from_it(make: Any, model_folder: Path, tmp_path: Path) -> None:
    messages = make(tmp_path / "messages.json")
    answer = run("render", model_folder, "--messages", messages, folder=tmp_path)
    assert answer.returncode == 2
    assert "not a regular file" in answer.stderr
