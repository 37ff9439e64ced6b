"""The quick fix that lets the editor keep a token: the server says where it stands, never what it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from language_client import language_server
from planted import token
from quick_fixes import applied, fixes, has_leak
from signing_in import an_editor
from transformers_workbench import protocol

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there")
PLANTED = token(21)


@pytest.mark.parametrize(
    ("name", "language", "text", "expected", "title"),
    [
        (
            "a.py",
            "python",
            "# 😀\nx = '日', '@@'\n",
            "# 😀\nimport os\nx = '日', os.environ['HF_TOKEN']\n",
            "Move to the secret store, and read os.environ['HF_TOKEN'] instead",
        ),
        (
            "a.sh",
            "shellscript",
            "export T=@@\n",
            'export T="$HF_TOKEN"\n',
            'Move to the secret store, and read "$HF_TOKEN" instead',
        ),
        (".env", "properties", "T=@@\n", "T=\n", "Move to the secret store and remove it here"),
    ],
)
async def test_moving_comes_first(
    tmp_path: Path, name: str, language: str, text: str, expected: str, title: str
) -> None:
    text = text.replace("@@", PLANTED)
    uri = (tmp_path / name).as_uri()
    async with an_editor(None) as client:
        client.open(uri, text, language)
        (diagnostic,) = await client.diagnostics(uri, has_leak)
        moving, replacing, *_ = await fixes(client, uri, diagnostic)
    assert (moving["title"], moving["isPreferred"], moving["kind"]) == (title, True, "quickfix")
    assert "edit" not in moving
    assert moving["command"]["command"] == protocol.MOVE_TOKEN
    of, version, place, edits = moving["command"]["arguments"]
    assert (of, version) == (uri, 1)
    assert place == diagnostic["range"]
    assert (
        text.splitlines()[place["start"]["line"]]
        .encode("utf-16-le")[2 * place["start"]["character"] : 2 * place["end"]["character"]]
        .decode("utf-16-le")
        == PLANTED
    )
    assert applied(text, edits) == expected
    assert PLANTED[-5:] not in json.dumps([moving, replacing])
    assert not replacing.get("isPreferred")
    assert replacing["edit"]["documentChanges"][0]["edits"] == edits


async def test_an_editor_that_keeps_none_is_not_offered_it(tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    async with language_server(interpreter=None) as client:
        client.open(uri, f"x = '{PLANTED}'\n", "python")
        (diagnostic,) = await client.diagnostics(uri, has_leak)
        actions = await fixes(client, uri, diagnostic)
    assert protocol.MOVE_TOKEN not in json.dumps(actions)
    assert actions[0]["isPreferred"]
