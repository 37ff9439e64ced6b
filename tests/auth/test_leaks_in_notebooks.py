"""Leaked tokens in the cells of an open notebook, and in what they have put out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest_asyncio

from language_client import LanguageClient, language_server
from planted import token
from quick_fixes import applied, fixes

PLANTED = token(11)


@pytest_asyncio.fixture
async def client() -> AsyncIterator[LanguageClient]:
    async with language_server(interpreter=None) as client:
        yield client


def cell_uri(notebook: Path, fragment: str = "W0sZmlsZQ==") -> str:
    return "vscode-notebook-cell:" + quote(str(notebook)) + "#" + quote(fragment)


def notebook_text(output: str) -> str:
    outputs = [{"output_type": "stream", "name": "stdout", "text": [output]}]
    cell = {"cell_type": "code", "metadata": {}, "source": [f"'{token(12)}'"], "outputs": outputs}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


async def test_a_cell_and_what_cells_have_put_out(client: LanguageClient, tmp_path: Path) -> None:
    file = tmp_path / "my notebook.ipynb"
    file.write_text(notebook_text(f"{PLANTED}\n"))
    cell = cell_uri(file)
    client.open(cell, f"'{token(12)}'", "python")
    (in_cell,) = await client.diagnostics(cell, bool)
    assert in_cell["range"]["start"] == {"line": 0, "character": 1}
    action = (await fixes(client, cell, in_cell))[0]
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"]["uri"] == cell
    assert applied(f"'{token(12)}'", change["edits"]) == "import os\nos.environ['HF_TOKEN']"
    (in_output,) = await client.diagnostics(file.as_uri(), bool)
    assert "output of a notebook cell" in in_output["message"]
    assert PLANTED[-4:] in in_output["message"]
    file.write_text(notebook_text("clean\n"))
    saved = {"changes": [{"uri": file.as_uri(), "type": 2}]}
    client.notify("workspace/didChangeWatchedFiles", saved)
    await client.until(
        lambda method, params: (
            method == "textDocument/publishDiagnostics"
            and params["uri"] == file.as_uri()
            and not params["diagnostics"]
        )
    )


async def test_closing_the_last_cell_takes_the_outputs_away(client: LanguageClient, tmp_path: Path) -> None:
    file = tmp_path / "n.ipynb"
    file.write_text(notebook_text(f"{PLANTED}\n"))
    cells = [cell_uri(file, "a"), cell_uri(file, "b")]
    for cell in cells:
        client.open(cell, "1", "python")
    await client.diagnostics(file.as_uri(), bool)
    for cell in cells:
        client.notify("textDocument/didClose", {"textDocument": {"uri": cell}})
    await client.diagnostics(file.as_uri(), lambda found: not found)
