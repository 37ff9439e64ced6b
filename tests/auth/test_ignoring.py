"""What git knows of a file with a token, and the line of a `.gitignore`, through a real language server."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from language_client import LanguageClient, language_server
from quick_fixes import applied
from signing_in import ask
from transformers_workbench import protocol

EDIT = "workspace/applyEdit"


@pytest_asyncio.fixture
async def client() -> AsyncIterator[LanguageClient]:
    async with language_server(interpreter=None) as client:
        client.results[EDIT] = {"applied": True}
        yield client


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One in a folder of a new repository."""
    git(tmp_path, "init")
    file = tmp_path / "in" / "token [1].txt"
    file.parent.mkdir()
    file.write_text("x")
    return file


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def edits(client: LanguageClient) -> list[Any]:
    return [params["edit"]["documentChanges"] for method, params in client.notifications if method == EDIT]


async def state(client: LanguageClient, file: Path) -> dict[str, Any]:
    return await ask(client, protocol.AUTH_GIT_STATE, uri=file.as_uri())


async def ignore(client: LanguageClient, file: Path) -> dict[str, Any]:
    return await ask(client, protocol.AUTH_IGNORE, uri=file.as_uri())


async def test_states(client: LanguageClient, file: Path, tmp_path: Path) -> None:
    found = await state(client, file)
    assert (found["state"], found["ignoreUri"]) == ("open", (tmp_path / ".gitignore").as_uri())
    assert found["message"].startswith("Git does not ignore this file")
    (tmp_path / ".gitignore").write_text("*.txt\n")
    found = await state(client, file)
    assert (found["state"], found["message"]) == ("ignored", "")
    git(tmp_path, "add", "--force", ".")
    found = await state(client, file)
    assert found["state"] == "known"
    assert "revoke it first" in found["message"]
    git(tmp_path, "commit", "-m", "x")
    git(tmp_path, "rm", "--cached", "-r", "in")
    assert (await state(client, file))["state"] == "known"


async def test_where_there_is_no_repository(client: LanguageClient, tmp_path: Path) -> None:
    for uri in ((tmp_path / "a").as_uri(), "untitled:a", "vscode-remote://b/a"):
        for method in (protocol.AUTH_GIT_STATE, protocol.AUTH_IGNORE):
            found = await ask(client, method, uri=uri)
            assert (found["state"], found["message"]) == ("none", "")
    assert not edits(client)


@pytest.mark.parametrize("before", [None, "", "a\n", "a"])
async def test_a_line_is_added_once(
    client: LanguageClient, file: Path, tmp_path: Path, before: str | None
) -> None:
    target = tmp_path / ".gitignore"
    if before is not None:
        target.write_text(before)
    found = await ignore(client, file)
    assert (found["state"], found["ignoreUri"]) == ("ignored", target.as_uri())
    assert found["message"] == "Save .gitignore: from then on git ignores token [1].txt."
    [[*created, change]] = edits(client)
    assert [each["kind"] for each in created] == (["create"] if before is None else [])
    after = applied(before or "", change["edits"])
    assert after.startswith(before or "")
    # Not saved yet, so it is the editor's text that tells.
    client.open(target.as_uri(), after, "ignore")
    assert (await ignore(client, file))["state"] == "ignored"
    target.write_text(after)
    assert (await ignore(client, file))["state"] == "ignored"
    assert (await state(client, file))["state"] == "ignored"
    assert len(edits(client)) == 1


async def test_an_editor_that_does_not_change_it(client: LanguageClient, file: Path) -> None:
    client.results[EDIT] = {"applied": False}
    assert (await ignore(client, file))["state"] == "open"


async def test_what_git_knows_it_does_not_forget(client: LanguageClient, file: Path, tmp_path: Path) -> None:
    git(tmp_path, "add", ".")
    found = await ignore(client, file)
    assert (found["state"], found["ignoreUri"]) == ("known", (tmp_path / ".gitignore").as_uri())
    assert len(edits(client)) == 1
