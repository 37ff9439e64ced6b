"""Leaked tokens over the wire: diagnostics beside those of templates, and quick fixes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from language_client import LanguageClient, language_server
from planted import token
from quick_fixes import applied, fixes, has_leak

PLANTED = token(11)


@pytest_asyncio.fixture
async def client() -> AsyncIterator[LanguageClient]:
    async with language_server(interpreter=None) as client:
        yield client


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


async def test_a_token_is_marked_and_goes(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, f'# 😀\nlogin("😀", "{PLANTED}")\n', "python")
    (diagnostic,) = await client.diagnostics(uri, bool)
    assert diagnostic["range"] == {
        "start": {"line": 1, "character": 13},
        "end": {"line": 1, "character": 13 + len(PLANTED)},
    }
    assert (diagnostic["code"], diagnostic["severity"]) == ("leaked-token", 2)
    assert f"hf_…{PLANTED[-4:]}" in diagnostic["message"]
    client.change(uri, (1, 13), (1, 13 + len(PLANTED)), "hf_xxx")
    await client.until(
        lambda method, params: method == "textDocument/publishDiagnostics" and not params["diagnostics"]
    )


async def test_a_marked_token_moves_with_the_text(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / ".env").as_uri()
    client.open(uri, f"A={PLANTED}\n", "plaintext")
    await client.diagnostics(uri, bool)
    version = client.change(uri, (0, 0), (0, 0), "\n\n")
    moved = await client.until(
        lambda method, params: (
            method == "textDocument/publishDiagnostics" and params.get("version") == version
        )
    )
    assert moved["diagnostics"][0]["range"]["start"] == {"line": 2, "character": 2}


async def test_closing_takes_it_away(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "a.sh").as_uri()
    client.open(uri, f"A={PLANTED}\n", "shellscript")
    await client.diagnostics(uri, bool)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    await client.until(
        lambda method, params: method == "textDocument/publishDiagnostics" and not params["diagnostics"]
    )


async def test_a_template_has_both_rooms_diagnostics(tmp_path: Path) -> None:
    async with language_server() as client:
        uri = (tmp_path / "a.jinja").as_uri()
        client.open(uri, f"{{# {PLANTED} #}}\n{{% endfr %}}")
        both = await client.diagnostics(uri, lambda found: len(found) == 2)
        assert {each["code"] for each in both} == {"leaked-token", "template-syntax"}
        client.change(uri, (1, 0), (1, 11), "")
        (left,) = await client.diagnostics(
            uri, lambda found: [each["code"] for each in found] == ["leaked-token"]
        )
        assert left["range"]["start"] == {"line": 0, "character": 3}


async def test_documents_of_other_languages_are_no_templates(tmp_path: Path) -> None:
    async with language_server() as client:
        await client.until(lambda method, params: params.get("health") == "ok")
        uris = [(tmp_path / name).as_uri() for name in ("a.py", "b.yaml", "c.json")]
        for uri in uris:
            client.open(uri, f"{{% endfr %}} {PLANTED}", "python")
        for uri in uris:
            await client.diagnostics(uri, has_leak)
        # A template that is checked after them has been answered: theirs would have been.
        template = (tmp_path / "z.jinja").as_uri()
        client.open(template, "{% endfr %}")
        await client.diagnostics(template, bool)
        codes = [
            each["code"]
            for method, params in client.notifications
            if method == "textDocument/publishDiagnostics" and params["uri"] in uris
            for each in params["diagnostics"]
        ]
        assert set(codes) == {"leaked-token"}


async def test_git_knows_it_already(client: LanguageClient, tmp_path: Path) -> None:
    git(tmp_path, "init")
    file = tmp_path / "a.py"
    file.write_text(f"x = '{PLANTED}'")
    git(tmp_path, "add", "a.py")
    client.open(file.as_uri(), file.read_text(), "python")
    (diagnostic,) = await client.diagnostics(
        file.as_uri(), lambda found: bool(found) and "revoke it first" in found[0]["message"]
    )
    titles = [action["title"] for action in await fixes(client, file.as_uri(), diagnostic)]
    assert titles == ["Replace the token with os.environ['HF_TOKEN']", "Open the page that revokes tokens"]


@pytest.mark.parametrize(
    ("name", "language", "text", "expected"),
    [
        ("a.py", "python", "x = '@@'\n", "import os\nx = os.environ['HF_TOKEN']\n"),
        ("a.sh", "shellscript", "export T=@@\n", 'export T="$HF_TOKEN"\n'),
        ("a.json", "json", '{"HUGGINGFACE_TOKEN": "@@"}', '{"HUGGINGFACE_TOKEN": ""}'),
        (".env", "properties", "T=@@\n", "T=\n"),
        ("a.yaml", "yaml", "t: @@\n", 't: ""\n'),
    ],
)
async def test_replacing(
    client: LanguageClient, tmp_path: Path, name: str, language: str, text: str, expected: str
) -> None:
    uri = (tmp_path / name).as_uri()
    client.open(uri, text.replace("@@", PLANTED), language)
    (diagnostic,) = await client.diagnostics(uri, bool)
    action = (await fixes(client, uri, diagnostic))[0]
    assert (action["kind"], action["isPreferred"]) == ("quickfix", True)
    assert action["diagnostics"] == [diagnostic]
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 1}
    assert applied(text.replace("@@", PLANTED), change["edits"]) == expected


@pytest.mark.parametrize("before", [None, "", "a\n", "a"])
async def test_ignoring_the_file(client: LanguageClient, tmp_path: Path, before: str | None) -> None:
    git(tmp_path, "init")
    ignore = tmp_path / ".gitignore"
    if before is not None:
        ignore.write_text(before)
    uri = (tmp_path / "in" / "huggingface_token.json").as_uri()
    client.open(uri, json.dumps({"HUGGINGFACE_TOKEN": PLANTED}), "json")
    (diagnostic,) = await client.diagnostics(uri, bool)
    action = (await fixes(client, uri, diagnostic))[1]
    assert action["title"] == "Add huggingface_token.json to .gitignore"
    *created, change = action["edit"]["documentChanges"]
    assert [each["kind"] for each in created] == (["create"] if before is None else [])
    assert change["textDocument"]["uri"] == ignore.as_uri()
    expected = {None: "", "a": "a\n"}.get(before, before) or ""
    assert applied(before or "", change["edits"]) == f"{expected}/in/huggingface_token.json\n"


async def test_no_fix_where_there_is_no_token(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, f"x = 1\ny = '{PLANTED}'", "python")
    (diagnostic,) = await client.diagnostics(uri, bool)
    diagnostic["range"]["start"] = diagnostic["range"]["end"] = {"line": 0, "character": 2}
    assert await fixes(client, uri, diagnostic) == []


async def test_nothing_the_server_says_has_the_token(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with language_server() as client:
        for name, language in (("a.py", "python"), ("b.jinja", "jinja"), ("tokenizer_config.json", "json")):
            uri = (tmp_path / name).as_uri()
            client.open(uri, f"{{{{ x = '{PLANTED}'", language)
            (diagnostic,) = [
                each for each in await client.diagnostics(uri, has_leak) if each["code"] == "leaked-token"
            ]
            said = json.dumps([await fixes(client, uri, diagnostic), client.notifications])
            assert PLANTED[-5:] not in said
    captured = capfd.readouterr()
    assert PLANTED[-5:] not in captured.out + captured.err


async def test_the_page_that_revokes_opens_in_any_editor(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, f"x = '{PLANTED}'", "python")
    (diagnostic,) = await client.diagnostics(uri, bool)
    command = (await fixes(client, uri, diagnostic))[-1]["command"]
    await client.request("workspace/executeCommand", {"command": command["command"], "arguments": []})
    # This client has told of no way to open a page.
    shown = await client.until(lambda method, params: method == "window/showMessage")
    assert shown["message"] == "https://huggingface.co/settings/tokens"
